import { expect, it } from 'vitest'
import { effectScope, nextTick } from 'vue'
import type { Staff } from '#shared/domain/staff.ts'
import { useAutoLock } from '#client/state/auto-lock.ts'
import { useBasket } from '#client/state/basket.ts'
import { useClosing } from '#client/state/closing.ts'
import { useCounter } from '#client/state/counter.ts'
import { useHistory } from '#client/state/history.ts'
import { useInvoicing } from '#client/state/invoicing.ts'
import { useOutbox } from '#client/state/outbox.ts'
import { usePayment } from '#client/state/payment.ts'
import { usePin } from '#client/state/pin.ts'
import { useReturns } from '#client/state/returns.ts'
import { useRinging } from '#client/state/ringing.ts'
import { useSession } from '#client/state/session.ts'
import { useTendering } from '#client/state/tendering.ts'
import { useVisitor } from '#client/state/visitor.ts'
import { fang, makeCounter, ming, mug } from '../../../make/counter.ts'
import { cash } from '../../../make/open-shop.ts'

const minute = 60_000
const da = { ...fang, id: 'S002', name: '王大同' }

/** A counter where 小芳 serves 小明, and a hand that touches the screen. */
async function served() {
  const touches: (() => void)[] = []
  const made = makeCounter(
    { staff: [fang, da] },
    {
      presence: {
        onPresence(listener) {
          touches.push(listener)
          return () => undefined
        },
      },
    },
  )
  const { pinia } = made
  const kept = {
    member: ming.id,
    at: 1,
    history: { member: ming.id, name: ming.name, points: 3, totals: [], entries: [], more: false },
  }
  Object.assign(made.tablet, {
    histories: { kept: async () => kept, fetch: async () => ({ is: 'unreachable' }) },
  })
  const session = useSession(pinia)
  const signIn = async (who: typeof fang | typeof da): Promise<void> => {
    usePin(pinia).choose(who)
    await session.signIn('4217')
  }
  made.app.runWithContext(() => effectScope(true).run(() => useAutoLock()))
  await signIn(fang)
  await useVisitor(pinia).show(ming)
  useBasket(pinia).add(mug)
  const wait = (minutes: number): void => {
    for (let i = 0; i < minutes; i++) made.pass(minute)
  }
  const history = useHistory(pinia)
  return { ...made, session, history, signIn, wait, touch: () => touches.forEach((listener) => listener()) }
}

it('after five minutes without a touch the PIN is asked again, of the same person', async () => {
  const { session, pinia, wait } = await served()
  wait(4)
  expect(session.screen).toBe('counter')
  wait(1)
  expect(session.screen).toBe('signIn')
  expect(usePin(pinia).chosen?.id).toBe(fang.id)
})

it('every touch begins the five minutes anew', async () => {
  const { session, wait, touch } = await served()
  for (let i = 0; i < 5; i++) {
    wait(3)
    touch()
  }
  expect(session.screen).toBe('counter')
})

it('the touch that wakes a tablet that slept does not open it', async () => {
  const { session, pass, touch } = await served()
  pass(0)
  // Asleep no timer runs: the clock alone has moved when the touch comes.
  const timersStoodStill = 60 * minute
  pass(timersStoodStill)
  touch()
  expect(session.screen).toBe('signIn')
})

it('whoever comes back finds basket and customer, somebody else the basket alone', async () => {
  const { pinia, wait, signIn } = await served()
  wait(5)
  await signIn(fang)
  expect([useBasket(pinia).pieces, useVisitor(pinia).member?.id]).toEqual([1, ming.id])
  wait(5)
  await signIn(da)
  expect([useBasket(pinia).pieces, useVisitor(pinia).member]).toEqual([1, undefined])
})

it('somebody else finds neither the carrier nor what was bought before, and the money that was taken', async () => {
  const { pinia, wait, signIn, history } = await served()
  const invoicing = useInvoicing(pinia)
  const tendering = useTendering(pinia)
  invoicing.keepIn({ kind: 'mobile', value: '/P4SV.-I' })
  tendering.take(cash(100))
  await history.open(ming.id)
  wait(5)
  await signIn(fang)
  expect([history.kept?.member, invoicing.isEmpty]).toEqual([ming.id, false])
  wait(5)
  await signIn(da)
  expect([history.kept, invoicing.isEmpty, tendering.taken]).toEqual([undefined, true, [cash(100)]])
})

it('somebody else finds neither the receipt that was just paid nor an open return', async () => {
  const { pinia, wait, signIn } = await served()
  const counter = useCounter(pinia)
  const payment = usePayment(pinia)
  const returns = useReturns(pinia)
  counter.pay('cash')
  await useClosing(pinia).sell(cash(290))
  expect(payment.paid).toBeDefined()
  wait(5)
  await signIn(da)
  expect([payment.paid, counter.ticket]).toEqual([undefined, 'basket'])
  useRinging(pinia).startUnlinkedReturn()
  returns.add(mug)
  wait(5)
  await signIn(fang)
  expect([returns.source, returns.lines, counter.ticket]).toEqual([undefined, [], 'basket'])
})

it('never while a payment is being kept', async () => {
  const { session, pinia, wait } = await served()
  usePayment(pinia).busy = true
  wait(7)
  expect(session.screen).toBe('counter')
  usePayment(pinia).busy = false
  wait(1)
  expect(session.screen).toBe('signIn')
})

/** What head office says of its people from now on. */
async function renewed(
  made: Awaited<ReturnType<typeof served>>,
  staff: readonly Staff[],
  isWhole = true,
): Promise<void> {
  Object.assign(made.tablet, {
    rows: { ...made.tablet.rows, listWhole: async () => ({ rows: staff, isWhole }) },
  })
  await made.session.refresh()
  await nextTick()
}

it.each([
  ['is gone', []],
  ['has another role', [{ ...fang, role: 'manager' }]],
  ['has another PIN', [{ ...fang, pin: { ...fang.pin, hash: '11' } }]],
] as const)(
  'a person who %s for head office is signed out, and the customer is off the screen',
  async (_, staff) => {
    const made = await served()
    await renewed(made, [...staff])
    expect([made.session.staff, made.session.screen]).toEqual([undefined, 'signIn'])
    expect([useVisitor(made.pinia).member, useBasket(made.pinia).pieces]).toEqual([undefined, 1])
  },
)

it('a person who is asked for the PIN is asked for the one of now, or not at all', async () => {
  const made = await served()
  const pin = usePin(made.pinia)
  made.wait(5)
  await renewed(made, [{ ...fang, pin: { ...fang.pin, hash: '11' } }])
  expect(pin.chosen?.pin.hash).toBe('11')
  await renewed(made, [])
  expect(pin.chosen).toBeUndefined()
})

it('a new name signs nobody out, and keeps nobody from being locked out', async () => {
  const made = await served()
  await renewed(made, [{ ...fang, name: '林方' }])
  expect(made.session.staff?.name).toBe('林方')
  for (let minutes = 0; minutes < 5; minutes++) {
    made.wait(1)
    await renewed(made, [{ ...fang, name: '林方' }])
  }
  expect(made.session.screen).toBe('signIn')
})

it('nobody is signed out while the rows come anew, while a ticket is kept, or on a tablet out of use', async () => {
  const made = await served()
  const payment = usePayment(made.pinia)
  await renewed(made, [], false)
  expect(made.session.staff?.id).toBe(fang.id)
  made.tablet.setStatus({ revokedAt: 1, waiting: 1 })
  useOutbox(made.pinia).refresh()
  await renewed(made, [])
  expect(made.session.staff?.id).toBe(fang.id)
  made.tablet.setStatus({ revokedAt: null, waiting: 0 })
  useOutbox(made.pinia).refresh()
  payment.busy = true
  await renewed(made, [])
  expect(made.session.staff?.id).toBe(fang.id)
  payment.busy = false
  await nextTick()
  expect(made.session.staff).toBeUndefined()
})

it('a tablet that was taken out of use lets its person go once everything is handed in', async () => {
  const { session, pinia, tablet, pass } = await served()
  tablet.setStatus({ revokedAt: 1, waiting: 1 })
  useOutbox(pinia).refresh()
  expect(session.screen).toBe('counter')
  tablet.setStatus({ waiting: 0 })
  useOutbox(pinia).refresh()
  await nextTick()
  pass(0)
  expect([session.screen, session.staff, useBasket(pinia).pieces]).toEqual(['revoked', undefined, 0])
})
