/** One measured claim. `value` and `bound` are in `unit`; smaller or larger is better as `bound.is` says. */
export type Figure = {
  readonly name: string
  readonly title: string
  readonly value: number
  readonly unit: string
  readonly bound: { readonly is: 'at most' | 'at least'; readonly value: number }
  /** What else was seen: the absolute figures behind a ratio, percentiles, counts. */
  readonly beside: readonly string[]
}

export const holds = ({ value, bound }: Figure): boolean =>
  bound.is === 'at most' ? value <= bound.value : value >= bound.value

export function tableOf(figures: readonly Figure[]): string {
  const head = ['figure', 'value', 'bound', 'verdict']
  const rows = figures.map((figure) => [
    figure.title,
    shown(figure.value, figure.unit),
    `${figure.bound.is} ${shown(figure.bound.value, figure.unit)}`,
    holds(figure) ? 'holds' : 'MISSED',
  ])
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const lines = rows.flatMap((row, i) => [
    line(row),
    ...(figures[i]?.beside ?? []).map((text) => `    ${text}`),
  ])
  return [line(head), ...lines].join('\n')
}

const shown = (value: number, unit: string): string => {
  const digits = Number.isInteger(value) || value >= 100 ? 0 : 2
  return unit === 'x' ? `${value.toFixed(2)}x` : `${value.toFixed(digits)} ${unit}`
}

/** The value below which a share of the samples lies (nearest rank). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5)

export const perSecond = (count: number, ms: number): number => Math.round((count * 1000) / ms)
