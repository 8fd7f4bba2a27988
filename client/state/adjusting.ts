/** The stock of the article that is looked at is put right, with a reason: something broke, is gone, or was found. */
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Id } from '#shared/base/id.ts'
import { failure } from '#shared/base/result.ts'
import { rightToAdjust, writtenOff } from '#shared/domain/adjustment.ts'
import type { Money } from '#shared/domain/money.ts'
import { may } from '#shared/domain/policy.ts'
import type { Staff } from '#shared/domain/staff.ts'
import { acceptMaxOf } from '#shared/domain/terms.ts'
import { useApproval } from './approval.ts'
import { useParts } from './parts.ts'
import { usePin } from './pin.ts'
import { useSession } from './session.ts'
import { type Article, useShelf } from './shelf.ts'
import { useTerms } from './terms.ts'

export type Way = 'fewer' | 'more'

/** `id` is made when it is first said: told again after a failure it is one. */
type Adjustment = {
  readonly id: Id
  readonly lines: readonly (Article & { readonly quantity: number; readonly unitPrice?: Money })[]
  readonly reason: string
  readonly limit: Money
  /** The version of the terms that it is of. */
  readonly terms: number
}

const piecesMax = 99_999
const reasonLengthMax = 200

export const useAdjusting = defineStore('adjusting', () => {
  const { tablet, feedback, newId } = useParts()
  const session = useSession()
  const shelf = useShelf()
  const terms = useTerms()
  const pin = usePin()
  const approval = useApproval()
  const isOpen = shallowRef(false)
  const way = shallowRef<Way>('fewer')
  const pieces = shallowRef(1)
  const reason = shallowRef('')
  const busy = shallowRef(false)
  const refusal = shallowRef<string>()
  /** Signed pieces of the one that was told last, for the sentence that says so. */
  const told = shallowRef<number>()
  /** Waits for the PIN of one of `leaders`. */
  const unapproved = shallowRef<Adjustment>()

  const leaders = computed(() => session.people.filter(({ role }) => may(role, 'accept-loss')))
  const loss = computed(() => (unapproved.value ? writtenOff(unapproved.value) : 0))

  async function begin(): Promise<void> {
    leave()
    isOpen.value = true
    await terms.refresh()
  }

  function setPieces(next: number): void {
    pieces.value = Math.max(1, Math.min(piecesMax, next))
  }

  /** R48: whoever may accept a loss writes it off under their own name; anybody else up to the amount of the terms. */
  async function tell(): Promise<void> {
    const { staff } = session
    const { article } = shelf
    const words = reason.value.trim().slice(0, reasonLengthMax)
    if (staff === undefined || article === undefined || words === '' || busy.value) return
    refusal.value = undefined
    const adjustment = await adjusted(article, words)
    const right = rightToAdjust(adjustment)
    if (right === undefined) return await store(adjustment, staff)
    if (may(staff.role, right)) return await store(adjustment, staff, staff)
    pin.choose(undefined)
    unapproved.value = adjustment
  }

  async function adjusted({ sku, name }: Article, words: string): Promise<Adjustment> {
    const product = await tablet.rows.get('product', sku)
    // What is sold by weight has no price for a piece.
    const unitPrice =
      product === undefined || product.measure === 'weight' ? {} : { unitPrice: product.price }
    const quantity = way.value === 'fewer' ? -pieces.value : pieces.value
    return {
      id: newId(),
      lines: [{ sku, name, quantity, ...unitPrice }],
      reason: words,
      limit: acceptMaxOf(terms.current),
      terms: terms.current.version,
    }
  }

  /** The approval is for this one correction and for nothing after it. */
  async function approve(typed: string): Promise<void> {
    const adjustment = unapproved.value
    const { staff } = session
    if (adjustment === undefined || staff === undefined || busy.value) return
    const approver = await approval.ask(typed, ({ role }) => may(role, 'accept-loss'))
    if (approver !== undefined && unapproved.value === adjustment) await store(adjustment, staff, approver)
  }

  async function store({ reason: words, ...adjustment }: Adjustment, staff: Staff, approver?: Staff) {
    busy.value = true
    const by = approver === undefined ? {} : { approver: approver.id }
    const result = await tablet
      .commit({ kind: 'stock.adjust', ...adjustment, staff: staff.id, ...by, reason: words })
      .catch(() => failure('cannot-save' as const))
      .finally(() => (busy.value = false))
    if (!result.ok) {
      feedback.failure()
      refusal.value = result.error
      return
    }
    feedback.success()
    leave()
    told.value = adjustment.lines[0]?.quantity
    await shelf.refresh()
  }

  function unask(): void {
    unapproved.value = undefined
    refusal.value = undefined
    pin.choose(undefined)
  }

  function leave(): void {
    if (unapproved.value) unask()
    isOpen.value = false
    way.value = 'fewer'
    pieces.value = 1
    reason.value = ''
    refusal.value = undefined
    told.value = undefined
  }

  // Another article, or another person: nothing that was begun is theirs.
  watch([() => shelf.article, () => session.staff?.id], leave)

  return {
    isOpen,
    way,
    pieces,
    reason,
    busy,
    refusal,
    told,
    unapproved,
    leaders,
    loss,
    begin,
    setPieces,
    tell,
    approve,
    unask,
    leave,
  }
})
