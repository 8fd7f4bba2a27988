import type { Enrolled } from '#shared/sync/protocol.ts'
import { OncePasswordAnswer, SignedIn } from '#shared/office/messages.ts'
import type { Answer, Shop } from './shop.ts'

export const HEAD_PASSWORD = 'correct horse battery'

/** Head office, past the password of the first start. */
export async function headOffice(shop: Shop): Promise<string> {
  const line = shop.said.find((said) => said.includes('Administration: ')) ?? ''
  const [, staff = '', current = ''] = /Administration: (\w+), .*: (\S+)$/.exec(line) ?? []
  const { token } = SignedIn.parse((await shop.post('/staff/sessions', { staff, password: current })).body)
  const chosen = await shop.post('/staff/password', { current, next: HEAD_PASSWORD }, token)
  if (chosen.status !== 200) throw new Error(`no password was chosen: ${chosen.text}`)
  return token
}

/** Somebody new, with what the first administrator gives them. */
export async function hire(
  shop: Shop,
  head: string,
  person: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const made = await shop.post('/admin/staff', { name: '測試', ...person }, head)
  if (made.status !== 200) throw new Error(`nobody was hired: ${made.text}`)
  return made
}

export const onTablet = (
  shop: Shop,
  device: Pick<Enrolled, 'token'>,
  { staff, pin }: { readonly staff: string; readonly pin: string },
): Promise<Answer> => shop.post('/staff/sessions', { staff, pin }, device.token)

export const tokenIn = (answer: Answer): string => SignedIn.parse(answer.body).token

/** A manager's session by password, as in the browser at home. */
export async function byPassword(shop: Shop, head: string, staff: string): Promise<string> {
  const given = OncePasswordAnswer.parse((await shop.post(`/admin/staff/${staff}/password`, {}, head)).body)
  const token = tokenIn(await shop.post('/staff/sessions', given))
  await shop.post('/staff/password', { current: given.password, next: 'one two three four' }, token)
  return token
}

export const reasonIn = (answer: Answer): unknown =>
  typeof answer.body === 'object' && answer.body !== null && 'reason' in answer.body
    ? answer.body.reason
    : answer.text
