/** Goods of the basket that the buyer does not carry out: collected later, here or elsewhere, or sent home. They become an order. */
import { defineStore } from 'pinia'
import { computed, shallowReactive, shallowRef } from 'vue'
import { dueLater } from '#shared/domain/allocation.ts'
import { priced } from '#shared/domain/line.ts'
import { NOTHING } from '#shared/domain/money.ts'
import { ADDRESS_LENGTH_MAX } from '#shared/domain/proof.ts'
import { phoneIn } from '#shared/domain/scan.ts'
import { useAvailability } from './availability.ts'
import { useBasket } from './basket.ts'
import { type Destination, missingIn, orderParts, piecesFor, sendersOf } from './destination.ts'
import { useHanding } from './handing.ts'
import { useReturns } from './returns.ts'
import { useVisitor } from './visitor.ts'

export type PlacingProblem =
  | 'with-pickup'
  | 'with-exchange'
  | 'no-member'
  | 'not-there'
  | 'nowhere'
  | 'no-name'
  | 'no-phone'
  | 'no-address'
  | 'no-delegate'

export const usePlacing = defineStore('placing', () => {
  const availability = useAvailability()
  const basket = useBasket()
  const handing = useHanding()
  const returns = useReturns()
  const paysLater = shallowRef(false)
  const reached = reaching()

  const isOrder = computed(() => basket.lines.some(({ to }) => to !== undefined))
  const isSent = computed(() => basket.lines.some(({ to }) => to?.is === 'ship'))
  const isCollected = computed(() => basket.lines.some(({ to }) => to?.is === 'collect'))

  /** This store keeps what is carried out of it now. */
  function available(store: string, sku: string): number | null {
    const there = availability.available(store, sku)
    if (there === null || store !== availability.own) return there
    return there - (piecesFor(basket.lines, undefined).get(sku) ?? 0)
  }

  const senders = computed(() =>
    sendersOf(availability.stores, piecesFor(basket.lines, { is: 'ship' }), available),
  )
  const parts = computed(() =>
    orderParts(basket.lines, { paysLater: paysLater.value, senders: senders.value }),
  )
  /** What is paid where it is handed over. */
  const later = computed(() =>
    isOrder.value ? dueLater({ lines: basket.lines.map(priced), parts: parts.value }) : NOTHING,
  )

  /** The first store that is known not to have what shall be collected there. */
  const missing = computed(() => {
    for (const { to } of basket.lines) {
      if (to?.is !== 'collect') continue
      const sku = missingIn(to.store, piecesFor(basket.lines, to), available)
      if (sku !== undefined) return { store: to.store, sku, left: available(to.store, sku) ?? 0 }
    }
    return undefined
  })

  const problem = computed((): PlacingProblem | undefined => {
    if (!isOrder.value) return undefined
    if (handing.pickup !== undefined) return 'with-pickup'
    if (returns.exchanging) return 'with-exchange'
    if (!reached.isSomebody.value) return 'no-member'
    if (missing.value !== undefined) return 'not-there'
    if (isSent.value && senders.value.length === 0) return 'nowhere'
    return reached.problem(isSent.value)
  })

  function send(key: string, to: Destination | undefined): void {
    basket.setDestination(key, to)
  }

  function forget(): void {
    paysLater.value = false
    reached.forget()
  }

  return {
    paysLater,
    typed: reached.typed,
    contact: reached.contact,
    isOrder,
    isSent,
    isCollected,
    parts,
    later,
    missing,
    problem,
    available,
    send,
    forget,
  }
})

/** Whom the goods are for, and where a parcel goes: known of a member, typed for whoever is not. */
function reaching() {
  const visitor = useVisitor()
  const nothing = { name: '', phone: '', address: '', delegateName: '', delegatePhone: '' } as const
  const typed = shallowReactive<Record<keyof typeof nothing, string>>({ ...nothing })
  /** Somebody else may collect it: known by name and phone together. */
  const isNamed = computed(() => typed.delegateName.trim() !== '' || typed.delegatePhone.trim() !== '')
  const isSomebody = computed(() => visitor.forSale !== undefined)
  const contact = computed(() => {
    const phone = visitor.member?.credentials.find(({ kind }) => kind === 'phone')?.value ?? ''
    return {
      name: typed.name.trim() || (visitor.member?.name ?? ''),
      phone: typed.phone.trim() || phone,
      address: typed.address.trim().slice(0, ADDRESS_LENGTH_MAX),
      ...(isNamed.value
        ? { delegateName: typed.delegateName.trim(), delegatePhone: typed.delegatePhone.trim() }
        : {}),
    }
  })

  function problem(isSent: boolean): PlacingProblem | undefined {
    const { name, phone, address } = contact.value
    if (name === '') return 'no-name'
    if (isSent ? phoneIn(phone) === undefined : phone !== '' && phoneIn(phone) === undefined)
      return 'no-phone'
    if (isSent && address === '') return 'no-address'
    const { delegateName, delegatePhone } = typed
    const isKnown = delegateName.trim() !== '' && phoneIn(delegatePhone) !== undefined
    return isNamed.value && !isKnown ? 'no-delegate' : undefined
  }

  function forget(): void {
    Object.assign(typed, nothing)
  }

  return { typed, isSomebody, contact, problem, forget }
}
