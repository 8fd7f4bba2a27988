/** What a return asks a second person for. */
export const APPROVALS = ['late', 'tender', 'cash', 'self', 'unverified'] as const
export type ApprovalNeed = (typeof APPROVALS)[number]

/** Why a handover needs one: less proof than is asked for; offline without a lease; while another tablet holds the lease. */
export type HandoverNeed = 'proof' | 'lease' | 'elsewhere'
