/** The pickup that lies on the counter: what changes hands, who stands there, and whether this tablet may. */
import { defineStore, storeToRefs } from 'pinia'
import { computed, type Ref, shallowReactive, shallowRef } from 'vue'
import { NOTHING } from '#shared/domain/money.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import { dueFor, worthOf } from '#shared/domain/pickup-units.ts'
import type { Product } from '#shared/domain/product.ts'
import { isEnough, proofFor } from '#shared/domain/proof.ts'
import type { Proof } from '#shared/domain/terms.ts'
import {
  type Chosen,
  type Consent,
  exceptionsOf,
  handingProblem,
  handover,
  handingLines,
  lineToCheck,
} from './handing-lines.ts'
import { useHolding } from './holding.ts'
import { useParts } from './parts.ts'
import { usePickups } from './pickups.ts'
import { useProving } from './proving.ts'
import type { HandoverIntent } from './tablet.ts'

export const useHanding = defineStore('handing', () => {
  const { tablet } = useParts()
  const holding = useHolding()
  const pickups = usePickups()
  const proving = useProving()
  const { inHand: key } = storeToRefs(holding)
  const consent = shallowReactive<{ -readonly [Key in keyof Consent]: Consent[Key] }>({
    reason: '',
    approver: undefined,
  })

  const pickup = computed(() => pickups.all.find((one) => one.key === key.value))
  const choice = choosing(pickup)
  const { lines, given, due } = choice
  const { needed, asks, isProven } = needing(pickup)
  const hold = computed(() => pickup.value && holding.of(pickup.value))
  const exceptions = computed(() => exceptionsOf(hold.value, proving, asks.value))
  const problem = computed(() =>
    handingProblem(pickup.value, given.value, {
      now: pickups.now,
      shown: proving.best,
      hold: hold.value,
      exceptions: exceptions.value,
      ...consent,
    }),
  )

  /** A pickup lies here, and no money may be taken for it yet. */
  const isHindered = computed(() => key.value !== undefined && problem.value !== undefined)

  /** `shown`: what was scanned to find it proves something already. */
  function open(which: Pickup, shown?: Proof): void {
    close()
    key.value = which.key
    pickups.tick()
    proving.begin(which, shown)
    void holding.ask(which)
  }

  /** Somebody agreed to what they saw: other goods need another word. */
  function setQuantity(line: number, quantity: number): void {
    choice.setQuantity(line, quantity)
    consent.approver = undefined
  }

  /** What is committed; payment adds how it was paid. */
  function intent(staff: string): HandoverIntent | undefined {
    const { best: proof, delegate } = proving
    const device = tablet.device?.device
    if (pickup.value === undefined || proof === undefined || problem.value !== undefined) return undefined
    const exception = { why: exceptions.value, ...consent }
    return { ...handover(pickup.value, given.value, { proof, delegate, exception, device }), staff }
  }

  function close(): void {
    key.value = undefined
    choice.forget()
    Object.assign(consent, { reason: '', approver: undefined })
    proving.begin(undefined)
  }

  return {
    key,
    pickup,
    lines,
    given,
    due,
    needed,
    isProven,
    hold,
    exceptions,
    problem,
    isHindered,
    consent,
    open,
    setQuantity,
    check: choice.check,
    intent,
    close,
  }
})

/** Which proof is asked for, and whether it was shown. */
function needing(pickup: Readonly<Ref<Pickup | undefined>>) {
  const pickups = usePickups()
  const proving = useProving()
  // By the worth of the whole: in small parts a dear order would leave with little proof.
  const needed = computed(() => proofFor(pickup.value ? worthOf(pickup.value) : NOTHING, pickups.terms))
  const isProven = computed(() => proving.best !== undefined && isEnough(proving.best, needed.value))
  const asks = computed(() => ({ asked: needed.value, proofs: pickup.value?.proofs }))
  return { needed, asks, isProven }
}

/** What of a pickup changes hands now, by line. */
function choosing(pickup: Readonly<Ref<Pickup | undefined>>) {
  const chosen = shallowRef<Chosen>({})
  const lines = computed(() => (pickup.value ? handingLines(pickup.value, chosen.value) : []))
  const given = computed(() => lines.value.filter(({ quantity }) => quantity > 0))
  const due = computed(() =>
    pickup.value
      ? dueFor(
          pickup.value,
          given.value.map(({ line: { line }, quantity }) => ({ line, quantity })),
        )
      : NOTHING,
  )

  function choose(line: number, news: Chosen[number]): void {
    chosen.value = { ...chosen.value, [line]: { ...chosen.value[line], ...news } }
  }

  function setQuantity(line: number, quantity: number): void {
    const ready = lines.value.find((one) => one.line.line === line)?.ready ?? 0
    choose(line, { quantity: Math.max(0, Math.min(quantity, ready)) })
  }

  /** Goods of the order are checked and not sold once more. Undefined: they are not of it, or all of them were checked. */
  function check(product: Product): number | undefined {
    const found = lineToCheck(lines.value, product.sku)
    if (found === undefined) return undefined
    const checked = found.checked + 1
    choose(found.line.line, { checked })
    return checked
  }

  function forget(): void {
    chosen.value = {}
  }

  return { lines, given, due, setQuantity, check, forget }
}
