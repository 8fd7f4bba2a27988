import * as z from 'zod/mini'
import { isId } from '#shared/base/id.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { ToldReceipts } from '#shared/sync/told-receipts.ts'
import type { Desk } from './desk.ts'
import type { TabletEnv } from './env.ts'
import { get, type Heard } from './transport.ts'

/** Somebody waits at the counter: a line that is this slow is none. */
const PATIENCE_MS = 5000

/** `told`: what the server has, nothing perhaps. `refused`: it does not know this tablet any more, or not this question. */
export type AskedReceipts =
  | { readonly is: 'told'; readonly receipts: readonly Receipt[] }
  | { readonly is: 'unreachable' | 'refused' }

type Parts = {
  readonly env: TabletEnv
  /** With every own operation laid. */
  readonly desk: () => Promise<Desk>
}

/** G6: receipts that are on the tablets no more, asked for when something comes back of one. */
export class ReceiptQuestions {
  readonly #env: TabletEnv
  readonly #desk: Parts['desk']

  constructor({ env, desk }: Parts) {
    this.#env = env
    this.#desk = desk
  }

  /** By sale or order id, or by a number that stands on a paper of it. */
  async ask(text: string): Promise<AskedReceipts> {
    const desk = await this.#desk()
    const path = isId(text) ? `/receipts/${text}` : `/receipts?number=${encodeURIComponent(text)}`
    const asked = get(this.#env, path, { authorization: `Bearer ${desk.device.token}` })
    const heard = await this.#inTime(asked)
    if (heard.is === 'unauthorised' || heard.is === 'refused') return { is: 'refused' }
    const told = heard.is === 'answer' ? z.safeParse(ToldReceipts, heard.body) : undefined
    if (!told?.success) return { is: 'unreachable' }
    const receipts = await Promise.all(told.data.receipts.map((receipt) => withOwn(receipt, desk)))
    return { is: 'told', receipts }
  }

  async #inTime<Body>(asked: Promise<Heard<Body>>): Promise<Heard<Body>> {
    let cancel = (): void => {}
    const late = new Promise<Heard<Body>>((resolve) => {
      cancel = this.#env.setTimer(() => resolve({ is: 'unreachable' }), PATIENCE_MS)
    })
    return await Promise.race([asked, late]).finally(() => cancel())
  }
}

/** R4: what this tablet took back of it, and has not sent yet, counts. */
async function withOwn(receipt: Receipt, { rows }: Desk): Promise<Receipt> {
  const here = await rows.get('receipt', receipt.ref)
  return here ? { ...receipt, returned: { ...receipt.returned, ...here.returned } } : receipt
}
