/** What the administration shows and changes. All of it is the server's: it is asked for each time and never kept. */
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type * as z from 'zod/mini'
import type { JsonObject } from '#shared/base/json.ts'
import {
  AuditAnswer,
  type AuditSeen,
  ChannelDiscrepanciesAnswer,
  ChannelsAnswer,
  type ChannelSeen,
  DevicesAnswer,
  type DeviceSeen,
  DisputesAnswer,
  PlacesAnswer,
  StaffAnswer,
  type StaffSeen,
  type StoreSeen,
} from '#shared/office/messages.ts'
import { TermsAnswer } from '#shared/office/terms.ts'
import type { InboxEntry } from '#shared/domain/inbox.ts'
import type { OfficeProblem } from '#client/sync/office.ts'
import { useOfficeSession } from './office-session.ts'
import { usePlaces } from './places.ts'

export type { OfficeProblem }
export type Tab =
  | 'places'
  | 'devices'
  | 'staff'
  | 'terms'
  | 'channels'
  | 'discrepancies'
  | 'disputes'
  | 'audit'

type Look = <Answer extends z.ZodMiniType>(
  path: string,
  answer: Answer,
) => Promise<z.infer<Answer> | undefined>

export const useAdministration = defineStore('administration', () => {
  const session = useOfficeSession()
  const places = usePlaces()
  const tab = shallowRef<Tab>('devices')
  const shown = shownThings()
  const { stores, devices, devicesAt, staff, audit, terms, channels, discrepancies, disputes } = shown
  const busy = shallowRef(false)
  const problem = shallowRef<OfficeProblem>()

  async function look<Answer extends z.ZodMiniType>(
    path: string,
    answer: Answer,
  ): Promise<z.infer<Answer> | undefined> {
    const told = await session.ask({ path, answer })
    if (told.ok) return told.value
    problem.value = told.error
    return undefined
  }

  async function change<Answer extends z.ZodMiniType>(
    path: string,
    body: JsonObject,
    answer: Answer,
  ): Promise<z.infer<Answer> | undefined> {
    if (busy.value) return undefined
    busy.value = true
    problem.value = undefined
    const told = await session.ask({ path, body, answer }).finally(() => (busy.value = false))
    if (!told.ok) {
      problem.value = told.error
      return undefined
    }
    await load()
    return told.value
  }

  /** What the open tab shows; the stores' names stand on every one. */
  async function load(): Promise<void> {
    stores.value = (await look('/admin/places', PlacesAnswer))?.stores ?? stores.value
    // In head office's own browser nothing else says what they are called.
    places.learn(stores.value.map(({ id, name }) => [`store:${id}`, name]))
    if (tab.value === 'devices') {
      const told = await look('/admin/devices', DevicesAnswer)
      devices.value = told?.devices ?? devices.value
      devicesAt.value = told?.at ?? devicesAt.value
    }
    await shown.load(tab.value, look)
    places.learn(Object.entries(disputes.value?.people ?? {}).map(([id, name]) => [`staff:${id}`, name]))
  }

  async function show(next: Tab): Promise<void> {
    tab.value = next
    problem.value = undefined
    await load()
  }

  watch(
    () => session.person?.id,
    () => {
      shown.clear()
      problem.value = undefined
      tab.value = 'devices'
    },
  )

  return {
    tab,
    stores,
    devices,
    devicesAt,
    staff,
    audit,
    terms,
    channels,
    discrepancies,
    disputes,
    busy,
    problem,
    load,
    show,
    change,
  }
})

/** What the server has told, by tab. */
function shownThings() {
  const stores = shallowRef<readonly StoreSeen[]>([])
  const devices = shallowRef<readonly DeviceSeen[]>([])
  /** The server's clock when the devices were told: their ages are counted from it. */
  const devicesAt = shallowRef(0)
  const staff = shallowRef<readonly StaffSeen[]>([])
  const audit = shallowRef<readonly AuditSeen[]>([])
  const terms = shallowRef<TermsAnswer>()
  const channels = shallowRef<readonly ChannelSeen[]>([])
  const discrepancies = shallowRef<readonly InboxEntry[]>([])
  const disputes = shallowRef<DisputesAnswer>()

  function clear(): void {
    stores.value = []
    devices.value = []
    staff.value = []
    audit.value = []
    terms.value = undefined
    channels.value = []
    discrepancies.value = []
    disputes.value = undefined
  }

  async function load(tab: Tab, look: Look): Promise<void> {
    if (tab === 'staff') staff.value = (await look('/admin/staff', StaffAnswer))?.staff ?? staff.value
    if (tab === 'terms') terms.value = (await look('/admin/terms', TermsAnswer)) ?? terms.value
    if (tab === 'channels')
      channels.value = (await look('/admin/channels', ChannelsAnswer))?.channels ?? channels.value
    if (tab === 'discrepancies')
      discrepancies.value =
        (await look('/admin/discrepancies', ChannelDiscrepanciesAnswer))?.entries ?? discrepancies.value
    if (tab === 'disputes') disputes.value = (await look('/admin/disputes', DisputesAnswer)) ?? disputes.value
    if (tab === 'audit') audit.value = (await look('/admin/audit', AuditAnswer))?.entries ?? audit.value
  }

  return { stores, devices, devicesAt, staff, audit, terms, channels, discrepancies, disputes, load, clear }
}
