/**
 * What a return asks a second person for; `unseen`: this store does not know how often they gave back without a receipt, which the
 * server counts by itself.
 */
export const APPROVALS = ['late', 'tender', 'cash', 'self', 'unverified', 'unseen'] as const
export type ApprovalNeed = (typeof APPROVALS)[number]

/** Why a handover needs one: less proof than is asked for; offline without a lease; while another tablet holds the lease. */
export type HandoverNeed = 'proof' | 'lease' | 'elsewhere'
