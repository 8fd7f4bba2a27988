import type { Request } from 'express'
import type * as z from 'zod/mini'
import { type Result, success } from '#shared/base/result.ts'
import type { Action } from '#shared/domain/policy.ts'
import {
  NewPlaceRequest,
  NewStaffRequest,
  Nothing,
  RenameRequest,
  SettleRequest,
  StaffChangeRequest,
} from '#shared/office/messages.ts'
import { TermsRequest } from '#shared/office/terms.ts'
import { listAudit } from '#server/office/audit.ts'
import {
  connectChannel,
  disconnectChannel,
  listChannels,
  renewChannelToken,
} from '#server/office/channels.ts'
import { listChannelDiscrepancies, settleForChannel } from '#server/office/channel-discrepancies.ts'
import { issueRegisterCode, listDevices, revokeDevice } from '#server/office/devices.ts'
import { listDisputes } from '#server/office/disputes.ts'
import { givePassword } from '#server/office/passwords.ts'
import {
  createRegister,
  createStore,
  listPlaces,
  renameRegister,
  renameStore,
} from '#server/office/places.ts'
import { changeStaff, createStaff, listStaff } from '#server/office/staff.ts'
import { changeTerms, readTerms } from '#server/office/terms.ts'
import { Problem } from '../problem.ts'
import { readJson } from '../read-json.ts'
import type { Route, StaffParts } from '../route.ts'
import { shaped } from '../shaped.ts'

const BODY_BYTES_MAX = 16 * 1024

type Look = (parts: StaffParts) => Promise<object>
/** What came of it is the answer; true says that it is done and there is nothing to tell. */
type Doing = (parts: StaffParts, request: Request) => Promise<Result<object | true, string>>

const look = (path: string, action: Action, of: Look): Route => ({
  method: 'get',
  path,
  asks: 'staff',
  action,
  atOnceMax: 20,
  answer: async (_request, response, parts) => void response.json(await of(parts)),
})

const change = (path: string, action: Action, does: Doing): Route => ({
  method: 'post',
  path,
  asks: 'staff',
  action,
  atOnceMax: 10,
  async answer(request, response, parts) {
    const made = await does(parts, request)
    if (!made.ok) throw refused(made.error)
    response.json(made.value === true ? { done: true } : made.value)
  },
})

function refused(reason: string): Problem {
  if (reason === 'not-yours') return new Problem('not-allowed')
  if (reason === 'not-found') return new Problem('not-found')
  return new Problem('change-refused', { detail: reason, members: { reason } })
}

const bodyOf = async <Schema extends z.ZodMiniType>(
  request: Request,
  schema: Schema,
): Promise<z.infer<Schema>> => shaped(await readJson(request, BODY_BYTES_MAX), schema)

/** Express gives every named part of an address that matched. */
const named = (request: Request, part: string): string => String(request.params[part] ?? '')

const placeRoutes: readonly Route[] = [
  look('/admin/places', 'see-places', async (parts) => ({ stores: await listPlaces(parts) })),
  change('/admin/stores', 'edit-places', async (parts, request) =>
    createStore(parts, await bodyOf(request, NewPlaceRequest)),
  ),
  change('/admin/stores/:store', 'edit-places', async (parts, request) => {
    const { name } = await bodyOf(request, RenameRequest)
    return renameStore(parts, { id: named(request, 'store'), name })
  }),
  change('/admin/stores/:store/registers', 'edit-places', async (parts, request) => {
    const register = await bodyOf(request, NewPlaceRequest)
    return createRegister(parts, { ...register, store: named(request, 'store') })
  }),
  change('/admin/registers/:register', 'edit-places', async (parts, request) => {
    const { name } = await bodyOf(request, RenameRequest)
    return renameRegister(parts, { id: named(request, 'register'), name })
  }),
]

const deviceRoutes: readonly Route[] = [
  look('/admin/devices', 'see-devices', async (parts) => ({
    devices: await listDevices(parts),
    at: parts.ledger.now(),
  })),
  change('/admin/registers/:register/code', 'issue-enrolment-code', async (parts, request) => {
    await bodyOf(request, Nothing)
    return issueRegisterCode(parts, named(request, 'register'))
  }),
  change('/admin/devices/:device/revoke', 'revoke-device', async (parts, request) => {
    await bodyOf(request, Nothing)
    const device = named(request, 'device')
    const revoked = await revokeDevice(parts, device)
    // It has been told to ask; nothing more is hinted to it.
    if (revoked.ok) parts.streams.closeOf(device)
    return revoked
  }),
]

const staffRoutes: readonly Route[] = [
  look('/admin/staff', 'see-staff', async (parts) => ({ staff: await listStaff(parts) })),
  change('/admin/staff', 'edit-staff', async (parts, request) =>
    createStaff(parts, await bodyOf(request, NewStaffRequest)),
  ),
  change('/admin/staff/:staff', 'edit-staff', async (parts, request) =>
    changeStaff(parts, named(request, 'staff'), await bodyOf(request, StaffChangeRequest)),
  ),
  change('/admin/staff/:staff/password', 'issue-password', async (parts, request) => {
    await bodyOf(request, Nothing)
    const staff = named(request, 'staff')
    const given = await givePassword(parts.ledger, staff, parts.person.id)
    return given.ok ? success({ staff, password: given.value }) : given
  }),
]

const discrepancyRoutes: readonly Route[] = [
  look('/admin/discrepancies', 'see-channel-discrepancies', async (parts) => ({
    entries: await listChannelDiscrepancies(parts),
  })),
  change('/admin/channels/:channel/settle', 'settle-channel-discrepancy', async (parts, request) =>
    settleForChannel(parts, named(request, 'channel'), await bodyOf(request, SettleRequest)),
  ),
]

const channelRoutes: readonly Route[] = [
  look('/admin/channels', 'see-channels', async (parts) => ({ channels: await listChannels(parts) })),
  change('/admin/channels', 'connect-channel', async (parts, request) =>
    connectChannel(parts, await bodyOf(request, NewPlaceRequest)),
  ),
  change('/admin/channels/:channel/token', 'connect-channel', async (parts, request) => {
    await bodyOf(request, Nothing)
    return renewChannelToken(parts, named(request, 'channel'))
  }),
  change('/admin/channels/:channel/disconnect', 'connect-channel', async (parts, request) => {
    await bodyOf(request, Nothing)
    return disconnectChannel(parts, named(request, 'channel'))
  }),
]

const disputeRoutes: readonly Route[] = [look('/admin/disputes', 'see-disputes', listDisputes)]

const termsRoutes: readonly Route[] = [
  look('/admin/terms', 'see-terms', readTerms),
  change('/admin/terms', 'edit-terms', async (parts, request) =>
    changeTerms(parts, await bodyOf(request, TermsRequest)),
  ),
]

/** What head office and managers do in a browser. */
export const administrationRoutes: readonly Route[] = [
  ...placeRoutes,
  ...deviceRoutes,
  ...staffRoutes,
  ...discrepancyRoutes,
  ...channelRoutes,
  ...disputeRoutes,
  ...termsRoutes,
  look('/admin/audit', 'see-audit', async (parts) => ({ entries: await listAudit(parts) })),
]
