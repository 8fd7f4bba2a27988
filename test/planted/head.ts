import { readFileSync, writeFileSync } from 'node:fs'

/** What stands above the diff: `# Y3: how the rule is broken`, then `# seed: 12`, the seed that found it last. */
export type Head = { readonly rule: string; readonly seed: number | undefined }

const seedLine = /^# seed: (\d+)$/

export function readHead(patch: string): Head {
  const [rule = '', second = ''] = linesOf(patch)
  const seed = seedLine.exec(second)?.[1]
  return { rule: rule.replace(/^# /, ''), seed: seed === undefined ? undefined : Number(seed) }
}

export function rememberSeed(patch: string, seed: number): void {
  const [rule = '', ...rest] = linesOf(patch)
  const diff = seedLine.test(rest[0] ?? '') ? rest.slice(1) : rest
  writeFileSync(patch, [rule, `# seed: ${seed}`, ...diff].join('\n'))
}

const linesOf = (patch: string): string[] => readFileSync(patch, 'utf8').split('\n')
