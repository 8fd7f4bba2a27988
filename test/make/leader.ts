import type { Staff } from '#shared/domain/staff.ts'

/** Leads the store: says yes where an associate (E01) has to ask. */
export const leader: Staff = {
  id: 'E02',
  name: 'E02',
  role: 'manager',
  pin: { salt: '00', hash: '00', memoryKiB: 8, passes: 1 },
}

/** What the leader said yes to. */
export const allowed = (...needs: readonly string[]) => ({
  approver: leader.id,
  approval: { for: needs, reason: '熟客' },
})
