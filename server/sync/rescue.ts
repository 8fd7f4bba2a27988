import { failure, type Result, success } from '#shared/base/result.ts'
import type { RescueFile } from '#shared/sync/rescue.ts'
import { storeOfDevice } from '#server/tables/device.ts'
import { incarnationOf } from '#server/tables/incarnation.ts'
import type { Ledger } from './ledger.ts'

export type RescueProblem =
  | { readonly is: 'other-backend'; readonly backend: string }
  | { readonly is: 'unknown-device'; readonly device: string; readonly incarnation: number }
  /** Earlier operations of the tablet are neither here nor in the file. */
  | { readonly is: 'gap'; readonly from: number }
  /** The tablet was copied: another chain is known under its name. */
  | { readonly is: 'fork'; readonly seq: number }

/** `before` were here already: the same file twice, or a tablet that came back after all, changes nothing. */
export type Rescued = { readonly taken: number; readonly before: number; readonly conflicts: number }

const AT_ONCE = 100

/** Takes the operations of a lost tablet in by the same door as its own push: chained, exactly once. */
export async function rescue(ledger: Ledger, file: RescueFile): Promise<Result<Rescued, RescueProblem>> {
  if (file.backend !== ledger.settings.backend) return failure({ is: 'other-backend', backend: file.backend })
  let [taken, before, conflicts] = [0, 0, 0]
  const lives = Map.groupBy(file.operations, ({ incarnation }) => incarnation)
  for (const [incarnation, operations] of [...lives].toSorted(([a], [b]) => a - b)) {
    const { device } = file
    const known = await ledger.db.read(() => incarnationOf(device, incarnation))
    // Y15: where the tablet stands is the ledger's word, and not that of a file.
    const store = await ledger.db.read(() => storeOfDevice(device))
    if (!known || store === undefined) return failure({ is: 'unknown-device', device, incarnation })
    const ordered = operations.toSorted((a, b) => a.seq - b.seq)
    before += ordered.filter(({ seq }) => seq <= known.durableSeq).length
    for (let from = 0; from < ordered.length; from += AT_ONCE) {
      const ops = ordered
        .slice(from, from + AT_ONCE)
        .map(({ seq, link, body, sidecars }) => ({ body, sidecars, place: { seq, link } }))
      const ingested = await ledger.writer.submit({
        origin: { is: 'device', device, incarnation, store },
        ops,
      })
      if (ingested.is !== 'stored')
        return failure(
          ingested.is === 'expect' ? { is: 'gap', from: ingested.seq } : { is: 'fork', seq: ingested.seq },
        )
      conflicts += ingested.acceptances.filter((acceptance) => acceptance.is === 'conflict').length
      taken += ops.length
    }
  }
  return success({ taken: taken - before, before, conflicts })
}
