/** Whether a parsed value is nested deeper than `max`; without recursion, so that depth itself does no harm. */
export function isDeeperThan(value: unknown, max: number): boolean {
  let level: readonly unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > max) return true
    level = level.flatMap((one): unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    )
  }
  return false
}
