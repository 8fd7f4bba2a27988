import { expect, it } from 'vitest'
import { usePin } from '#client/state/pin.ts'
import { useSession } from '#client/state/session.ts'
import { fang, makeCounter } from '../../../make/counter.ts'

const people = ['S001', 'S002', 'S003', 'S004', 'S009'].map((id) => ({ ...fang, id }))

async function wrong(session: ReturnType<typeof useSession>, times: number): Promise<void> {
  for (let tries = 0; tries < times; tries += 1) await session.signIn('0000')
}

it('the right PIN signs in, without a network', async () => {
  const { pinia, tablet } = makeCounter()
  tablet.setStatus({ contact: 'unreachable' })
  usePin(pinia).choose(fang)
  expect(await useSession(pinia).signIn('4217')).toBe(true)
  expect(useSession(pinia).screen).toBe('counter')
})

it('R50 whoever has signed in is not yet chosen for an approval, their own least of all', async () => {
  const { pinia } = makeCounter({ staff: [fang] })
  const pin = usePin(pinia)
  const session = useSession(pinia)
  pin.choose(fang)
  expect(await session.signIn('4217')).toBe(true)
  expect([session.staff?.id, pin.chosen]).toEqual([fang.id, undefined])
})

it('a try is counted on the tablet before the PIN is looked at', async () => {
  const seen: unknown[] = []
  const made = makeCounter(
    {},
    { verifyPin: async () => (seen.push(made.tablet.notes.get('pin-tries:S001')), false) },
  )
  usePin(made.pinia).choose(fang)
  await wrong(useSession(made.pinia), 2)
  expect(seen).toEqual([1, 2])
})

it('five wrong tries cost 30 s, each further one twice as long', async () => {
  const { pinia, pass } = makeCounter()
  const pin = usePin(pinia)
  const session = useSession(pinia)
  pin.choose(fang)
  await wrong(session, 5)
  expect(pin.waitSeconds).toBe(30)
  expect(await session.signIn('4217')).toBe(false)
  pass(30_000)
  expect(pin.waitSeconds).toBe(0)
  await wrong(session, 1)
  expect(pin.waitSeconds).toBe(60)
  pass(60_000)
  expect(await session.signIn('4217')).toBe(true)
})

it('reopening the tablet does not shorten the wait', async () => {
  const { pinia, tablet } = makeCounter()
  tablet.notes.set('pin-tries:S001', 6)
  const pin = usePin(pinia)
  pin.choose(fang)
  expect(await useSession(pinia).signIn('4217')).toBe(false)
  expect(pin.waitSeconds).toBe(60)
})

it('a success forgets the wrong tries', async () => {
  const { pinia, tablet } = makeCounter()
  const session = useSession(pinia)
  usePin(pinia).choose(fang)
  await wrong(session, 3)
  await session.signIn('4217')
  expect(tablet.notes.get('pin-tries:S001')).toBe(0)
})

it('a tablet that cannot keep the count lets nobody in', async () => {
  const { pinia, tablet } = makeCounter()
  Object.assign(tablet.local, { set: () => Promise.reject(new Error('full')) })
  const pin = usePin(pinia)
  pin.choose(fang)
  expect(await useSession(pinia).signIn('4217')).toBe(false)
  expect(pin.failed).toBe(true)
})

it('guessing at many people in turn makes everybody wait, also after a reload', async () => {
  const { pinia, tablet } = makeCounter({ staff: people })
  const pin = usePin(pinia)
  const session = useSession(pinia)
  for (const id of ['S001', 'S002', 'S003', 'S004']) {
    pin.choose({ ...fang, id })
    await wrong(session, 4)
  }
  expect(pin.waitSeconds).toBe(30)
  pin.choose(fang)
  expect(await session.signIn('4217')).toBe(false)
  const again = makeCounter({ staff: people })
  for (const [key, value] of tablet.notes) again.tablet.notes.set(key, value)
  usePin(again.pinia).choose({ ...fang, id: 'S009' })
  expect(await useSession(again.pinia).signIn('4217')).toBe(false)
  expect(usePin(again.pinia).waitSeconds).toBe(30)
})

it('the right PIN of one person makes their own wrong tries good, and nobody else’s', async () => {
  const { pinia, tablet } = makeCounter({ staff: people })
  const pin = usePin(pinia)
  const session = useSession(pinia)
  pin.choose({ ...fang, id: 'S002' })
  await wrong(session, 3)
  pin.choose(fang)
  await wrong(session, 2)
  expect(await session.signIn('4217')).toBe(true)
  expect(tablet.notes.get('pin-tries:*')).toBe(3)
})

it('guesses in another tab cost here too, and what is made good there no longer does', async () => {
  const { pinia, tablet, pass } = makeCounter()
  const pin = usePin(pinia)
  const session = useSession(pinia)
  pin.choose(fang)
  await wrong(session, 1)
  tablet.notes.set('pin-tries:S001', 6)
  expect(await session.signIn('4217')).toBe(false)
  expect(pin.waitSeconds).toBe(60)
  pass(60_000)
  tablet.notes.set('pin-tries:S001', 0)
  await wrong(session, 4)
  tablet.notes.set('pin-tries:S001', 5)
  expect(await session.signIn('4217')).toBe(false)
  expect(pin.waitSeconds).toBe(30)
})

it('a person who is gone meanwhile, or whose PIN was changed, does not come in with the old one', async () => {
  const asked: unknown[] = []
  const made = makeCounter(
    { staff: [{ ...fang, pin: { ...fang.pin, hash: '11' } }] },
    {
      verifyPin: async (pin, verifier) => (
        asked.push(verifier.hash),
        pin === '4217' && verifier.hash === '00'
      ),
    },
  )
  usePin(made.pinia).choose(fang)
  expect(await useSession(made.pinia).signIn('4217')).toBe(false)
  expect(asked).toEqual(['11'])
  const gone = makeCounter({ staff: [] })
  usePin(gone.pinia).choose(fang)
  expect(await useSession(gone.pinia).signIn('4217')).toBe(false)
  expect(usePin(gone.pinia).chosen).toBeUndefined()
})
