import type { Random } from './random.ts'

/** Which fault classes a seed uses, and how hard: 0 is off, otherwise a factor in (0, 1] on the class's own rate. */
export type Swarm<Class extends string> = Readonly<Record<Class, number>>

/**
 * Seven seeds in ten switch each class on with one half; three in ten switch all on.
 * The mask finds bugs that a full storm hides (a network that drops everything never lets two effects meet); the storm finds the loud ones.
 */
export function drawSwarm<Class extends string>(random: Random, classes: readonly Class[]): Swarm<Class> {
  const all = random.chance(0.3)
  const entries = classes.map((name): [Class, number] => {
    const on = random.chance(0.5)
    const intensity = 0.1 + 0.9 * random.float()
    return [name, on || all ? intensity : 0]
  })
  return recordOf(classes, new Map(entries))
}

/** No faults at all: the liveness phase, and a world that must simply work. */
export function calm<Class extends string>(classes: readonly Class[]): Swarm<Class> {
  return recordOf(classes, new Map())
}

export function classesOn<Class extends string>(swarm: Swarm<Class>): string[] {
  return Object.entries(swarm).flatMap(([name, intensity]) => (intensity === 0 ? [] : [name]))
}

function recordOf<Class extends string>(
  classes: readonly Class[],
  values: ReadonlyMap<Class, number>,
): Swarm<Class> {
  const out: Partial<Record<Class, number>> = {}
  for (const name of classes) out[name] = values.get(name) ?? 0
  if (isWhole(out, classes)) return out
  throw new Error('a fault class is missing')
}

function isWhole<Class extends string>(
  record: Partial<Record<Class, number>>,
  classes: readonly Class[],
): record is Record<Class, number> {
  return classes.every((name) => record[name] !== undefined)
}
