import { type Id } from '#shared/base/id.ts'
import { money } from '#shared/domain/money.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import { isOpen } from '#shared/domain/pickup-state.ts'
import { dueFor, leftOf } from '#shared/domain/pickup-units.ts'
import type { Intent } from '#client/sync/intent.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import type { At, Attempt, GivenLine, SoldLine } from './promises.ts'
import { worth } from './promises.ts'
import type { Purse } from './purse.ts'
import { leader } from './rulings.ts'
import type { Random } from './random.ts'

export type PickupWork = { readonly intent: Intent; readonly attempt: Attempt }

const openSteps = {
  allocated: ['pick', 'pick', 'ready', 'decline', 'ship', 'handover', 'cancel'],
  picking: ['ready', 'ready', 'pick', 'ship', 'decline', 'handover', 'cancel'],
  ready: ['handover', 'handover', 'handover', 'lease', 'lease', 'extend', 'cancel'],
  'partly-collected': ['handover', 'handover', 'lease', 'cancel'],
} as const
type Step = (typeof openSteps)[keyof typeof openSteps][number]

/** A tablet gives back what another one wants. */
function leaseIntent(gesture: { id: Id; staff: string; pickup: string }, { lease }: Pickup, device: string) {
  const asks = { ...gesture, kind: 'pickup.lease', device } as const
  const isWanted = lease?.device === device && lease.wanted !== undefined
  return isWanted ? { ...asks, givesBack: true as const } : asks
}

/** Works at the board of pickups as the screen does: by what this tablet knows of them, now and then by mistake. */
export class PickupClerk {
  readonly #random: Random
  readonly #purse: Purse
  /** Handed over somewhere: at another counter somebody asks for it as well, and may get it. */
  #handedLast: string | undefined
  /** A tablet asked for its lease: another one wants it as well. */
  #leasedLast: { readonly key: string; readonly tablet: string } | undefined
  readonly #rivals: Random

  constructor(random: Random, purse: Purse) {
    this.#random = random
    this.#purse = purse
    this.#rivals = random.fork('rivals')
  }

  async work(tablet: Tablet, base: At): Promise<PickupWork | undefined> {
    const random = this.#random
    const all = await tablet.rows.list('pickup')
    const open = all.filter(({ state }) => isOpen(state))
    const rival = open.find(({ key }) => key === this.#leasedLast?.key)
    if (rival && this.#leasedLast?.tablet !== base.tablet && this.#rivals.chance(0.6))
      return this.#stepped('lease', rival, { tablet, base })
    const from = open.length > 0 && random.chance(0.9) ? open : all
    if (from.length === 0) return undefined
    const sorted = from.toSorted((a, b) => (a.key < b.key ? -1 : 1))
    const asked = random.chance(0.4) ? all.find(({ key }) => key === this.#handedLast) : undefined
    // Often the one on top, so that two tablets meet at it.
    const pickup = asked ?? (random.chance(0.5) ? random.pick(sorted.slice(0, 1)) : random.pick(sorted))
    const step = asked ? 'handover' : this.#step(pickup)
    if (step === 'handover') return await this.#handOver(pickup, tablet, base)
    return this.#stepped(step, pickup, { tablet, base })
  }

  #stepped(
    step: Exclude<Step, 'handover'>,
    pickup: Pickup,
    { tablet, base }: { readonly tablet: Tablet; readonly base: At },
  ): PickupWork | undefined {
    if (step === 'lease') this.#leasedLast = { key: pickup.key, tablet: base.tablet }
    const intent = this.#intent(step, pickup, { tablet, id: base.id as Id })
    return intent && { intent, attempt: { ...base, kind: 'step', pickup: pickup.key, step } }
  }

  #step({ state, kind }: Pickup): Step {
    const random = this.#random
    const steps: readonly Step[] = Object.hasOwn(openSteps, state)
      ? openSteps[state as keyof typeof openSteps]
      : ['handover', 'cancel', 'ship']
    const step = random.pick(steps)
    const isOfParcels = step === 'ship' || step === 'decline'
    return isOfParcels && kind === 'collect' ? 'handover' : step
  }

  #intent(
    step: Exclude<Step, 'handover'>,
    pickup: Pickup,
    { tablet, id }: { tablet: Tablet; id: Id },
  ): Intent | undefined {
    const random = this.#random
    const gesture = { id, staff: 'amy', pickup: pickup.key }
    switch (step) {
      case 'pick': {
        const lines = pickup.lines.flatMap((line) => {
          const left = leftOf(pickup, line)
          if (left === 0) return []
          const isShort = random.chance(0.2)
          const missing = isShort ? { missing: { how: 'refund' as const, quantity: 1 } } : {}
          return [{ line: line.line, picked: isShort ? left - 1 : left, ...missing }]
        })
        return lines.length === 0 ? undefined : { ...gesture, kind: 'pickup.pick', lines }
      }
      case 'ready':
        return { ...gesture, kind: 'pickup.ready' }
      case 'cancel':
        return { ...gesture, kind: 'pickup.cancel', why: 'buyer' }
      case 'decline':
        return { ...gesture, kind: 'pickup.decline', reason: 'none left' }
      case 'ship':
        return { ...gesture, kind: 'pickup.ship', carrier: 'post', tracking: `P${random.int(1_000_000)}` }
      case 'extend':
        return { ...gesture, kind: 'pickup.extend', until: (pickup.keptUntil ?? 0) + 60_000 }
      case 'lease':
        return leaseIntent(gesture, pickup, tablet.device?.device ?? '')
    }
  }

  /** What is left, or a part of it; of a pickup that is over, one piece again. */
  #goodsOf(pickup: Pickup) {
    const isPart = this.#random.chance(0.3)
    const some = pickup.lines.flatMap((line) => {
      const left = leftOf(pickup, line)
      const quantity = isPart ? Math.min(left, 1) : left
      return quantity === 0 ? [] : [{ line, quantity }]
    })
    const first = pickup.lines[0]
    const chosen = some.length > 0 || first === undefined ? some : [{ line: first, quantity: 1 }]
    return chosen.map(({ line: { sku, name, unitPrice, kind, line }, quantity }) => ({
      sku,
      name,
      unitPrice,
      kind,
      line,
      quantity,
      amount: money(unitPrice * quantity),
    }))
  }

  async #handOver(pickup: Pickup, tablet: Tablet, base: At): Promise<PickupWork> {
    const random = this.#random
    const id = base.id as Id
    this.#handedLast = pickup.key
    const lines = this.#goodsOf(pickup)
    const due = dueFor(pickup, lines)
    const more: SoldLine[] = random.chance(0.2)
      ? [{ sku: 'A', name: 'Tea', quantity: random.between(1, 2), unitPrice: random.between(1, 200) }]
      : []
    const isPaid = due > 0 || more.length > 0
    const tenders = isPaid ? this.#purse.pay(due + worth(more)) : []
    // Nobody is asked who they are: what is bought besides belongs to whoever the screen found.
    const found = more.length > 0 ? await tablet.directory.findByCredential('card', 'M0000000') : undefined
    const proof = random.pick(['qr', 'code', 'document'] as const)
    // Somebody else says yes to less proof; on a tablet that was tampered with whoever hands it over does, or nobody.
    const approver = random.chance(0.5) ? random.pick([leader, leader, 'amy']) : undefined
    const asked = approver === undefined ? {} : { approver }
    const intent: Intent = {
      id,
      kind: 'pickup.handover',
      staff: 'amy',
      pickup: pickup.key,
      ref: pickup.ref,
      lines,
      proof,
      ...asked,
      ...(approver === undefined ? {} : { exception: 'a good customer' }),
      device: tablet.device?.device ?? '',
      ...(more.length > 0
        ? {
            member: found ? { id: found.id } : { claimed: { kind: 'card' as const, value: 'M0000000' } },
          }
        : {}),
      ...(isPaid
        ? {
            paid: {
              due,
              more: more.map((line) => ({
                ...line,
                unitPrice: money(line.unitPrice),
                kind: 'goods' as const,
              })),
              tenders: this.#purse.tenders(tenders),
            },
          }
        : {}),
    }
    const given: GivenLine[] = lines.map(({ line, sku, quantity, amount }) => ({
      line,
      sku,
      quantity,
      worth: amount,
    }))
    const buyer = more.length === 0 ? null : found ? { member: found.id } : { shown: 'card:0' }
    return {
      intent,
      attempt: {
        ...base,
        ...asked,
        kind: 'handover',
        pickup: pickup.key,
        given,
        proof,
        value: worth(lines),
        due,
        lines: more,
        tenders,
        buyer,
      },
    }
  }
}
