import { PROTOCOL, PULL_BYTES_DEFAULT } from '#shared/sync/protocol.ts'
import { Connection } from './connection.ts'
import { type Backend, type Desk, desksOf, heartbeat } from './desk.ts'
import { type Figure, median } from './figure.ts'
import { inFolder, ServerProcess } from './server-process.ts'

const SMALL = 10_000
const LARGE = 100_000
const CHANGES = 10
const RATIO_MAX = 1.2
const WARM_PAIRS = 60

/** What a tablet waits for ten changes in a store whose journal holds 100,000 rows, against one that holds 10,000. */
export async function pullRatio({
  pairs,
  flags,
}: {
  readonly pairs: number
  readonly flags: readonly string[]
}): Promise<Figure> {
  return await inFolder(async (folder) => {
    const server = await ServerProcess.open(folder, flags)
    const [small, large] = desksOf(2, 2, 'p')
    if (!small || !large) throw new Error('two desks were asked for')
    await server.furnish([small, large])
    await server.journal(small.store, SMALL)
    await server.journal(large.store, LARGE)
    const askers = [await askerOf(server, small), await askerOf(server, large)] as const
    const samples: { small: number; large: number }[] = []
    for (let pair = -WARM_PAIRS; pair < pairs; pair++) {
      const turned = pair % 2 !== 0
      const first = await askers[turned ? 1 : 0].ask()
      const second = await askers[turned ? 0 : 1].ask()
      if (pair >= 0) samples.push(turned ? { small: second, large: first } : { small: first, large: second })
    }
    for (const { close } of askers) close()
    await server.stop()
    const [a, b] = [
      median(samples.map((sample) => sample.small)),
      median(samples.map((sample) => sample.large)),
    ]
    return {
      name: 'pull',
      title: `pull of ${CHANGES} changes at 100,000 rows against 10,000`,
      // Of the two in a pair, which met the same noise; the ratio of the medians would compare two moments.
      value: median(samples.map((pair) => pair.large / pair.small)),
      unit: 'x',
      bound: { is: 'at most', value: RATIO_MAX },
      beside: [`${b.toFixed(2)} ms against ${a.toFixed(2)} ms over HTTP, medians of ${samples.length} pairs`],
    }
  })
}

type Asker = { readonly ask: () => Promise<number>; readonly close: () => void }

async function askerOf(server: ServerProcess, desk: Desk): Promise<Asker> {
  const connection = new Connection(server.url, desk.token)
  const have = await server.have(desk, CHANGES)
  const body = Buffer.from(pullBody(server.at, desk, have))
  const ask = async (): Promise<number> => {
    const started = performance.now()
    const answer = await connection.post('/sync/pull', body)
    const ms = performance.now() - started
    demandChanges(answer.text)
    return ms
  }
  return { ask, close: () => connection.close() }
}

/** One plan, one page of exactly these changes, its end, done: a snapshot in disguise would be another measurement. */
function demandChanges(text: string): void {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { is: string; rows?: unknown[] })
  const rows = lines.flatMap((line) => line.rows ?? [])
  if (lines.map(({ is }) => is).join(' ') !== 'plan page end done' || rows.length !== CHANGES) {
    throw new Error(
      `a pull of ${CHANGES} changes was answered with ${lines.length} lines and ${rows.length} rows`,
    )
  }
}

const pullBody = (
  { backend, epoch }: Backend,
  { device }: Desk,
  have: Awaited<ReturnType<ServerProcess['have']>>,
): string =>
  JSON.stringify({
    protocol: PROTOCOL,
    backend,
    epoch,
    device,
    incarnation: 1,
    schema: 1,
    nonce: 'bench',
    have,
    maxBytes: PULL_BYTES_DEFAULT,
    heartbeat: heartbeat(undefined),
  })
