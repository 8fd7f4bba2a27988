import type { Role } from './staff.ts'

const EVERYBODY = ['associate', 'manager', 'admin'] as const
const LEADERS = ['manager', 'admin'] as const
const HEAD_OFFICE = ['admin'] as const

/**
 * What not everybody at a counter may do, and the roles that may. The server enforces it where it is asked, the tablet shows and
 * hides by it, also without a network. Selling, serving members and taking back are what a till is for: whoever is signed in may.
 */
const POLICY = {
  /** Of a member: sums by channel and everything ever bought. What was bought last everybody sees who serves them. */
  'see-full-history': LEADERS,
  /** The file holds personal data. */
  'export-waiting': LEADERS,
  /** Fewer proof than the terms ask for, or no hold while offline: somebody answers for it with their PIN. */
  'approve-handover': LEADERS,
  'keep-own-account': EVERYBODY,
  /** A discrepancy: to accept a loss above the terms' amount, to make somebody bear it, to take a decision up again. */
  'accept-loss': LEADERS,
  'charge-back': LEADERS,
  'reopen-discrepancy': LEADERS,
  /** What is discrepant in a shop's orders has no store. */
  'see-channel-discrepancies': HEAD_OFFICE,
  'settle-channel-discrepancy': HEAD_OFFICE,
  /** Of all stores; what one's own store gave too much stands on its tablets. */
  'see-disputes': HEAD_OFFICE,
  /** Of a return: late, in another way, to a colleague, without a receipt. With their own PIN, for that return only. */
  'approve-return': LEADERS,
  administer: LEADERS,
  'see-places': LEADERS,
  'edit-places': HEAD_OFFICE,
  'see-devices': LEADERS,
  'issue-enrolment-code': LEADERS,
  'revoke-device': LEADERS,
  'see-staff': LEADERS,
  'edit-staff': LEADERS,
  'issue-password': HEAD_OFFICE,
  /** What the chain promises its customers: the same in every store. */
  'see-terms': LEADERS,
  'edit-terms': HEAD_OFFICE,
  /** Whoever holds a shop's token tells orders and members in its name. */
  'see-channels': HEAD_OFFICE,
  'connect-channel': HEAD_OFFICE,
  'see-audit': LEADERS,
} as const satisfies Readonly<Record<string, readonly Role[]>>

export type Action = keyof typeof POLICY

/** Who acts. `stores` bind everybody but head office. */
export type Person = { readonly id: string; readonly role: Role; readonly stores: readonly string[] }

export function may(role: Role, action: Action): boolean {
  const roles: readonly Role[] = POLICY[action]
  return roles.includes(role)
}

/** Whether it may be done in this store: head office everywhere, others where they belong. */
export function mayAt(person: Pick<Person, 'role' | 'stores'>, action: Action, store: string): boolean {
  return may(person.role, action) && (isEverywhere(person) || person.stores.includes(store))
}

export const isEverywhere = ({ role }: Pick<Person, 'role'>): boolean => role === 'admin'

/** A manager makes and changes associates whose stores are all their own; head office makes and changes everybody. */
export function mayEditPerson(
  editor: Pick<Person, 'role' | 'stores'>,
  edited: Pick<Person, 'role' | 'stores'>,
): boolean {
  if (!may(editor.role, 'edit-staff')) return false
  if (isEverywhere(editor)) return true
  return (
    edited.role === 'associate' &&
    edited.stores.length > 0 &&
    edited.stores.every((store) => editor.stores.includes(store))
  )
}

/** R50: nobody approves what they do themselves. */
export const mayApprove = (
  approver: { readonly id: string; readonly role: Role },
  action: 'approve-return' | 'approve-handover',
  doer: string | undefined,
): boolean => approver.id !== doer && may(approver.role, action)
