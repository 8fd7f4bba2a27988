import { fromHex } from '#shared/base/bytes.ts'
import type { Id } from '#shared/base/id.ts'
import { parseJson } from '#shared/base/json.ts'
import { receiptCode, type ReceiptCode } from '#shared/domain/receipt.ts'
import { type Operation, readOperation } from '#shared/sync/operation.ts'
import { RESCUE_FORMAT, type RescueFile } from '#shared/sync/rescue.ts'
import type { Cache } from '../db/cache.ts'
import type { Till } from '../db/till.ts'
import type { Coverage, Directory } from '../directory/directory.ts'
import type { TabletEnv } from './env.ts'

/** What this tablet holds for the time without a line. Times are Unix ms of this tablet, sizes bytes; null where nobody tells. */
export type Holdings = {
  readonly members: Coverage
  /** Receipts of the chain that goods can be returned from. */
  readonly receipts: number
  /** Members whose points and last purchases are here. */
  readonly visitors: number
  /** When everything was last whole and up to date; undefined while some of it is still to come. */
  readonly wholeAt: number | undefined
  readonly persisted: boolean | null
  readonly quotaBytes: number | null
  readonly usedBytes: number | null
}

type CareDesk = { readonly env: TabletEnv; readonly till: Till; readonly cache: Cache }

/** How well the tablet is prepared, and the last way out. Nothing here is needed to sell. */
export class Care {
  readonly #desk: CareDesk

  constructor(desk: CareDesk) {
    this.#desk = desk
  }

  async holdings(directory: Pick<Directory, 'coverage'>): Promise<Holdings> {
    const { env, cache } = this.#desk
    const estimate = await env.storage?.estimate().catch(() => undefined)
    return {
      members: await directory.coverage(),
      receipts: await cache.countOf('receipt'),
      visitors: await cache.countOf('visitor'),
      wholeAt: await cache.wholeAt(),
      persisted: (await env.storage?.persisted().catch(() => undefined)) ?? null,
      quotaBytes: estimate?.quota ?? null,
      usedBytes: estimate?.usage ?? null,
    }
  }

  /** An operation of this tablet, while it is retained here. */
  async operation(id: Id): Promise<Operation | undefined> {
    const { till } = this.#desk
    const op = await till.askedAgain(() => till.operations.where('id').equals(id).first())
    const reading = readOperation(parseJson(op?.body ?? ''))
    return reading.is === 'operation' ? reading.operation : undefined
  }

  /** The code on the receipt of a sale of any tablet. */
  async codeOf(sale: ReceiptCode): Promise<string | undefined> {
    const device = await this.#desk.till.read('device')
    return device && receiptCode(sale, fromHex(device.receiptKey))
  }

  /** The rescue file's text. It holds personal data as the operations do, and no key or token of this tablet. */
  async rescueFile(): Promise<string> {
    const { env, till } = this.#desk
    const { device } = await till.standing()
    const waiting = await till.waiting().toArray()
    const file: RescueFile = {
      format: RESCUE_FORMAT,
      madeAt: env.now(),
      backend: device?.backend ?? '',
      device: device?.device ?? '',
      store: device?.store.id ?? '',
      register: device?.register.id ?? '',
      operations: waiting.map(({ incarnation, seq, link, body, sidecars }) => ({
        incarnation,
        seq,
        link,
        body,
        sidecars: [...sidecars],
      })),
    }
    return JSON.stringify(file, null, 1)
  }
}
