/** What one does in the administration. Each answers undefined or false when it was refused: why stands in `problem` there. */
import type { JsonObject } from '#shared/base/json.ts'
import {
  ChannelTokenAnswer,
  CodeAnswer,
  Done,
  OncePasswordAnswer,
  type SettleRequest,
  StaffSeen,
} from '#shared/office/messages.ts'
import type { TermsRequest } from '#shared/office/terms.ts'
import { useAdministration } from './administration.ts'

type Named = { readonly id: string; readonly name: string }

export function useDeeds() {
  const { change } = useAdministration()
  const part = (text: string): string => encodeURIComponent(text)
  const isDone = async (path: string, body: JsonObject): Promise<boolean> =>
    (await change(path, body, Done)) !== undefined

  return {
    createStore: (store: Named) => isDone('/admin/stores', store),
    renameStore: ({ id, name }: Named) => isDone(`/admin/stores/${part(id)}`, { name }),
    createRegister: (store: string, register: Named) =>
      isDone(`/admin/stores/${part(store)}/registers`, register),
    renameRegister: ({ id, name }: Named) => isDone(`/admin/registers/${part(id)}`, { name }),
    issueCode: (register: string) => change(`/admin/registers/${part(register)}/code`, {}, CodeAnswer),
    revoke: (device: string) => isDone(`/admin/devices/${part(device)}/revoke`, {}),
    givePassword: async (staff: string) =>
      (await change(`/admin/staff/${part(staff)}/password`, {}, OncePasswordAnswer))?.password,
    settle: (channel: string, asked: SettleRequest) =>
      isDone(`/admin/channels/${part(channel)}/settle`, asked),
    connectChannel: (channel: Named) => change('/admin/channels', channel, ChannelTokenAnswer),
    renewChannelToken: (channel: string) =>
      change(`/admin/channels/${part(channel)}/token`, {}, ChannelTokenAnswer),
    disconnectChannel: (channel: string) => isDone(`/admin/channels/${part(channel)}/disconnect`, {}),
    changeTerms: (asked: TermsRequest) => isDone('/admin/terms', asked),
    /** Somebody new has no id in the address. */
    async saveStaff(id: string | undefined, body: JsonObject): Promise<boolean> {
      const path = id === undefined ? '/admin/staff' : `/admin/staff/${part(id)}`
      return (await change(path, body, StaffSeen)) !== undefined
    },
  }
}
