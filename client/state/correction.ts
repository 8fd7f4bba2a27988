/** What puts a discrepancy right: a correction of the stock, or the next ticket that is paid at the counter. */
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { Id } from '#shared/base/id.ts'
import { failure } from '#shared/base/result.ts'
import type { InboxEntry } from '#shared/domain/inbox.ts'
import { may } from '#shared/domain/policy.ts'
import { useDiscrepancies } from './discrepancies.ts'
import { useParts } from './parts.ts'
import { useSession } from './session.ts'
import { useSettling } from './settling.ts'

export type StockWish = { readonly sku: string; readonly quantity: number; readonly note: string }

export const useCorrection = defineStore('correction', () => {
  const { tablet, newId } = useParts()
  const session = useSession()
  const settling = useSettling()
  const inbox = useDiscrepancies()
  /** What the ticket at the counter is for. */
  const entry = shallowRef<InboxEntry>()

  function begin(one: InboxEntry): void {
    entry.value = one
    session.place = 'counter'
  }

  /** The ticket is a fact whatever becomes of this: what could not be written down stays open in the inbox. */
  async function madeBy(op: Id): Promise<void> {
    const corrected = entry.value
    if (corrected === undefined) return
    entry.value = undefined
    await settling.decide(corrected, { did: 'correct', by: op }, '')
  }

  /** The same: the stock is right once its correction is kept. */
  async function byStock(corrected: InboxEntry, { sku, quantity, note }: StockWish): Promise<boolean> {
    const { staff } = session
    if (staff === undefined || settling.busy) return false
    settling.busy = true
    settling.refusal = undefined
    const result = await adjusted(staff.id, { sku, quantity, note }).finally(() => (settling.busy = false))
    if (result.ok) return await settling.decide(corrected, { did: 'correct', by: result.value.op }, note)
    settling.refusal = result.error
    return false
  }

  async function adjusted(staff: string, { sku, quantity, note }: StockWish) {
    const product = await tablet.rows.get('product', sku)
    if (product === undefined) return failure('product-unknown' as const)
    // R48: what is lost above the terms' amount is a manager's to write off, here as on the shelf.
    const unitPrice = product.measure === 'weight' ? {} : { unitPrice: product.price }
    const lines = [{ sku, name: product.name, quantity, ...unitPrice }]
    const limit = inbox.acceptMax
    const isOwn = may(session.staff?.role ?? 'associate', 'accept-loss')
    return await tablet
      .commit({
        kind: 'stock.adjust',
        id: newId(),
        staff,
        ...(isOwn ? { approver: staff } : {}),
        lines,
        reason: note,
        limit,
      })
      .catch(() => failure('cannot-save' as const))
  }

  function leave(): void {
    entry.value = undefined
  }

  // Whoever comes next rings up something else.
  watch(() => session.staff?.id, leave)

  return { entry, begin, madeBy, byStock, leave }
})
