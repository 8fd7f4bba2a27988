/** The pickup that lies on the counter: what changes hands, who stands there, and whether this tablet may. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { NOTHING } from '#shared/domain/money.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import type { Product } from '#shared/domain/product.ts'
import { isEnough, proofFor } from '#shared/domain/proof.ts'
import type { Staff } from '#shared/domain/staff.ts'
import type { Proof } from '#shared/domain/terms.ts'
import {
  canBeHandedOver,
  type Chosen,
  dueNow,
  exceptionsOf,
  handedLines,
  handingLines,
  type Hold,
  holdOf,
  lineToCheck,
  valueOf,
} from './handing-lines.ts'
import { useOutbox } from './outbox.ts'
import { useParts } from './parts.ts'
import { usePickupSteps } from './pickup-steps.ts'
import { usePickups } from './pickups.ts'
import { useProving } from './proving.ts'
import type { HandoverIntent } from './tablet.ts'

const reasonLengthMax = 200
/** A hold that ends soon is asked for again. */
const renewMs = 60 * 60_000

export const useHanding = defineStore('handing', () => {
  const { tablet } = useParts()
  const outbox = useOutbox()
  const pickups = usePickups()
  const proving = useProving()
  const steps = usePickupSteps()
  const key = shallowRef<string>()
  const chosen = shallowRef<Chosen>({})
  const reason = shallowRef('')
  const approver = shallowRef<Staff>()
  /** The server was asked to let this tablet hand it over offline, and has not answered. */
  const asked = shallowRef(false)

  const pickup = computed(() => pickups.all.find((one) => one.key === key.value))
  const lines = computed(() => (pickup.value ? handingLines(pickup.value, chosen.value) : []))
  const given = computed(() => lines.value.filter(({ quantity }) => quantity > 0))
  const due = computed(() => (pickup.value ? dueNow(pickup.value, given.value) : NOTHING))
  const needed = computed(() => proofFor(valueOf(given.value), pickups.terms))
  const isProven = computed(() => proving.best !== undefined && isEnough(proving.best, needed.value))
  const hold = computed((): Hold | undefined => {
    const { device } = tablet
    if (pickup.value === undefined || device === undefined) return undefined
    const { terms, now } = pickups
    return holdOf(pickup.value, { device: device.device, now, isOnline: outbox.isOnline, terms })
  })
  const exceptions = computed(() =>
    hold.value === undefined || proving.best === undefined ? [] : exceptionsOf(hold.value, isProven.value),
  )
  const problem = computed(() => {
    if (pickup.value === undefined || !canBeHandedOver(pickup.value, pickups.now)) return 'gone' as const
    if (given.value.length === 0) return 'no-lines' as const
    if (proving.best === undefined) return 'no-proof' as const
    if (hold.value?.kind === 'refuse') return 'refused-offline' as const
    if (exceptions.value.length === 0) return undefined
    if (reason.value.trim() === '') return 'needs-reason' as const
    return approver.value === undefined ? ('needs-approval' as const) : undefined
  })

  /** `shown`: what was scanned to find it proves something already. */
  function open(which: Pickup, shown?: Proof): void {
    key.value = which.key
    chosen.value = {}
    reason.value = ''
    approver.value = undefined
    asked.value = false
    pickups.tick()
    proving.begin(which, shown)
    void askToHold()
  }

  /** While there is a line, this tablet makes sure that it may go on without one. */
  async function askToHold(): Promise<void> {
    const { device } = tablet
    if (pickup.value === undefined || device === undefined || !outbox.isOnline) return
    if (!canBeHandedOver(pickup.value, pickups.now)) return
    const { lease } = pickup.value
    if (lease !== null && lease.until > pickups.now + renewMs) return
    asked.value = true
    const told = await steps.take({ kind: 'pickup.lease', pickup: pickup.value.key, device: device.device })
    if (!told) asked.value = false
  }

  function setQuantity(line: number, quantity: number): void {
    const ready = lines.value.find((one) => one.line.line === line)?.ready ?? 0
    choose(line, { quantity: Math.max(0, Math.min(quantity, ready)) })
  }

  function choose(line: number, news: Chosen[number]): void {
    chosen.value = { ...chosen.value, [line]: { ...chosen.value[line], ...news } }
    approver.value = undefined
  }

  /** Goods of the order are checked and not sold once more. False: they are not of it, or all of them were checked. */
  function check(product: Product): number | undefined {
    const found = lineToCheck(lines.value, product.sku)
    if (found === undefined) return undefined
    const checked = found.checked + 1
    chosen.value = { ...chosen.value, [found.line.line]: { ...chosen.value[found.line.line], checked } }
    return checked
  }

  /** What is committed; payment adds how it was paid. */
  function intent(staff: string): HandoverIntent | undefined {
    if (pickup.value === undefined || proving.best === undefined || problem.value !== undefined)
      return undefined
    const isException = exceptions.value.length > 0
    return {
      kind: 'pickup.handover',
      staff,
      pickup: pickup.value.key,
      ref: pickup.value.ref,
      lines: handedLines(pickup.value, given.value),
      proof: proving.best,
      ...(isException ? { exception: reason.value.trim().slice(0, reasonLengthMax) } : {}),
      ...(isException && approver.value ? { approver: approver.value.id } : {}),
      ...(tablet.device === undefined ? {} : { device: tablet.device.device }),
      ...(proving.delegate ? { delegate: true } : {}),
      ...(exceptions.value.includes('lease') ? { unleased: true } : {}),
    }
  }

  function close(): void {
    key.value = undefined
    chosen.value = {}
    reason.value = ''
    approver.value = undefined
    asked.value = false
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
    asked,
    exceptions,
    problem,
    reason,
    approver,
    open,
    setQuantity,
    check,
    intent,
    close,
  }
})
