/** A member's standing with the chain. It follows from the points and is stored nowhere. */
export const TIERS = ['basic', 'silver', 'gold'] as const
export type Tier = (typeof TIERS)[number]

const FROM_POINTS: Readonly<Record<Tier, number>> = { basic: 0, silver: 100, gold: 500 }

/** R17: silver from 100 points, gold from 500; a return takes points back, and the tier with them. */
export function tierOf(points: number): Tier {
  return TIERS.findLast((tier) => points >= FROM_POINTS[tier]) ?? 'basic'
}

/** How many points are missing to the next tier; undefined at the top. */
export function toNextTier(points: number): { readonly tier: Tier; readonly missing: number } | undefined {
  const tier = TIERS.find((one) => FROM_POINTS[one] > points)
  return tier && { tier, missing: FROM_POINTS[tier] - points }
}
