/** From a code, a number or a tap to the pickup on the counter. */
import { defineStore } from 'pinia'
import { fromHex } from '#shared/base/bytes.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import { isOpen } from '#shared/domain/pickup-state.ts'
import { readPickupCode } from '#shared/domain/proof.ts'
import type { Proof } from '#shared/domain/terms.ts'
import { useCounter } from './counter.ts'
import { type FoundPickups, useFindingPickup } from './finding-pickup.ts'
import { canBeHandedOver } from './handing-lines.ts'
import { useHanding } from './handing.ts'
import { useNotice } from './notice.ts'
import { useParts } from './parts.ts'
import { usePayment } from './payment.ts'
import { usePickups } from './pickups.ts'
import { useProving } from './proving.ts'
import { useReopening } from './reopening.ts'
import { useReturns } from './returns.ts'
import { useSession } from './session.ts'

export const useCollecting = defineStore('collecting', () => {
  const { tablet } = useParts()
  const counter = useCounter()
  const finding = useFindingPickup()
  const handing = useHanding()
  const notice = useNotice()
  const payment = usePayment()
  const pickups = usePickups()
  const proving = useProving()
  const reopening = useReopening()
  const returns = useReturns()
  const session = useSession()

  /** What cannot be handed over is shown with what became of it. */
  function begin(pickup: Pickup, shown?: Proof): void {
    if (payment.busy) return
    // It is found: the board is whole again, and a code that a buyer said stands on no screen.
    pickups.search = ''
    if (!canBeHandedOver(pickup)) {
      pickups.open(pickup.key)
      session.place = 'pickups'
      return notice.say({ kind: 'pickup-not-ready', text: pickup.number })
    }
    const isInHand = handing.key === pickup.key
    if (!isInHand) {
      counter.leavePaid()
      returns.begin(undefined)
      counter.begin()
      handing.open(pickup, shown)
    } else if (shown !== undefined) proving.show(shown)
    session.place = 'counter'
    counter.toTicket('handover')
    notice.say({ kind: 'pickup', text: pickup.number })
  }

  /** The QR code that the buyer was sent: to collect, and once that is done to bring something back, in any store. */
  async function onCode(text: string): Promise<void> {
    const code = tablet.device && readPickupCode(text, fromHex(tablet.device.receiptKey))
    await pickups.refresh()
    const pickup = code && finding.byCode(code)
    const isReturn = counter.ticket === 'return' && returns.source === undefined
    if (pickup !== undefined && isOpen(pickup.state) && !isReturn) return begin(pickup, 'qr')
    if (code !== undefined && (await reopening.showPart(code, pickup !== undefined))) return
    if (pickup !== undefined) begin(pickup, 'qr')
    else notice.say({ kind: 'unknown-pickup', text: code ? code.lastDay : '' })
  }

  /** A code that is nothing else may be one that a buyer reads out. While it may not be tried, it stays unknown. */
  async function onUnknown(text: string): Promise<boolean> {
    await pickups.refresh()
    const found = await finding.find(text)
    return found.kind === 'found' && taken(found)
  }

  /** Typed where only pickups are looked for: an order number, a phone, a pickup code. False: it is none of them. */
  async function onTyped(text: string): Promise<boolean> {
    await pickups.refresh()
    const found = await finding.find(text)
    if (found.kind === 'found') return taken(found)
    if (found.kind !== 'none') notice.say({ kind: 'pickup-tries', seconds: finding.waitSeconds })
    return found.kind !== 'none'
  }

  /** Several are shown on the board. */
  function taken(found: Extract<FoundPickups, { kind: 'found' }>): true {
    const [first, ...others] = found.pickups
    if (first !== undefined && others.length === 0) begin(first, found.shown)
    else {
      pickups.narrowTo(found.pickups)
      session.place = 'pickups'
    }
    return true
  }

  /** An order number that also reads as something else; what was taken at a counter goes by its receipt. Only while it is open. */
  async function onNumber(number: string): Promise<boolean> {
    await pickups.refresh()
    const [open] = finding.byNumber(number).filter(({ state }) => isOpen(state))
    if (open !== undefined) begin(open)
    return open !== undefined
  }

  return { begin, onCode, onUnknown, onTyped, onNumber }
})
