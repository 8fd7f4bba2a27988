import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database, Query, Step } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { rebuildProjections } from '#server/projections/rebuild.ts'
import { Random } from '../../simulation/random.ts'
import { morningMs } from '../../make/ids.ts'
import { accepted, deviceOf, ledgerOn, type WireDevice } from '../../make/ledger.ts'
import { enrolment, giveBack, line, type Made, sale } from '../../make/operations.ts'
import { ask, codesOf, count, settledRows, sumsOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

/** A few days: members who turn out to be one, a return before its sale, a card that nobody owns yet, more given back than sold. */
function story(): Made[] {
  const early = enrolment(2, { name: '王小明', phone: '0912345678', card: 'M1' })
  const late = enrolment(4, { name: '王曉明', phone: '0912-345-678', card: 'M2' })
  const third = enrolment(9, { name: '小明', card: 'M2' })
  const sold = sale(6, { customer: { member: late.id }, lines: [line('A1', 150, 3)] })
  return [
    sale(1, { customer: { kind: 'card', value: 'm2' } }),
    early,
    giveBack(3, [{ ref: sold.id }]),
    late,
    sale(5, { customer: { member: early.id } }),
    sold,
    giveBack(7, [{ ref: sold.id, quantity: 2 }], { store: 'S02', register: 'R02' }),
    giveBack(8, [{ ref: sold.id, quantity: 2 }]),
    third,
    sale(10, { customer: { kind: 'phone', value: '+886912345678' }, store: 'S02', register: 'R02' }),
    giveBack(11, [{ price: 120 }], { customer: { member: third.id } }),
    enrolment(12, { name: '小明', phone: '0912345678' }),
  ]
}

/** A relay that takes what is on its way in another order. */
function shuffledMail(db: Database, seed: number): Database {
  const random = new Random(seed)
  return { ...doors(db), read: (work) => db.read(() => shuffling(work(), random)) }
}

function* shuffling<T>(work: Step<T>, random: Random): Step<T> {
  let step = work.next([])
  while (step.done !== true) {
    const rows = yield step.value
    const isMail = step.value.sql.includes('FROM message ORDER BY')
    step = work.next(isMail ? random.shuffle(rows).slice(0, 1 + random.int(3)) : rows)
  }
  return step.value
}

describe.each(dialects)('on $name', ({ fresh }) => {
  const opened: Ledger[] = []
  let inline: Ledger

  /** Stands still while the ledger works: what was received together is as old, however often the clock is looked at. */
  let now = 0

  async function ledgerWith(db: Database, over: Parameters<typeof ledgerOn>[1]): Promise<Ledger> {
    const ledger = await ledgerOn(db, { now: () => now, ...over })
    opened.push(ledger)
    return ledger
  }

  beforeEach(async () => {
    inline = await ledgerWith(await fresh(), {})
  })
  afterEach(async () => {
    for (const ledger of opened.splice(0)) {
      await ledger.close()
      await ledger.db.close()
    }
  })

  /** A tablet of each store hands in its part of the story, one operation a second. */
  async function tell(ledger: Ledger): Promise<WireDevice> {
    now = morningMs
    const till = await deviceOf(ledger, { id: 'D1' })
    const far = await deviceOf(ledger, { id: 'D2', store: 'S02', register: 'R02', letter: 'B' })
    for (const made of story()) {
      now += 1000
      accepted(await (made.body.includes('"store":"S02"') ? far : till).push(made))
    }
    return till
  }

  test('L4 deferred or inline, the rows become the same', async () => {
    await tell(inline)
    const deferred = await ledgerWith(await fresh(), { relay: 'deferred' })
    await tell(deferred)
    await deferred.close()
    expect(await count(deferred.db, 'message')).toBe(0)
    expect(await settledRows(deferred.db)).toEqual(await settledRows(inline.db))
    expect(await codesOf(deferred.db)).toContain('returned-more-than-sold')
    expect(await codesOf(deferred.db)).not.toContain('return-of-unknown-sale')
  })

  /** A ledger that carried no mail while the story was told, and all of it in a drawn order afterwards. */
  async function toldLate(seed: number): Promise<Ledger> {
    const db = await fresh()
    const silent = await ledgerWith(db, { relay: 'deferred' })
    silent.relay.stop()
    await tell(silent)
    const late = await ledgerWith(shuffledMail(db, seed), { relay: 'deferred' })
    await late.close()
    expect(await count(db, 'message')).toBe(0)
    return late
  }

  test.each([1, 2, 3, 4])(
    'L4 whatever order messages arrive in, the rows become the same (%i)',
    async (seed) => {
      await tell(inline)
      const late = await toldLate(seed)
      expect(await settledRows(late.db)).toEqual(await settledRows(inline.db))
      const { kept, computed } = await sumsOf(late.db)
      expect(kept).toEqual(computed)
    },
  )

  test.each([5, 6, 7, 8])(
    'J1 L4 however the messages came, a rebuild finds nothing to put right (%i)',
    async (seed) => {
      expect((await rebuildProjections(await toldLate(seed))).differences).toEqual({})
    },
  )

  test('P6 messages that cannot be applied do not stop those behind them', async () => {
    const db = await fresh()
    const silent = await ledgerWith(db, { relay: 'deferred' })
    silent.relay.stop()
    const till = await deviceOf(silent, { id: 'D7' })
    await till.push(...Array.from({ length: 30 }, (_, n) => sale(n + 1)))
    const [{ n } = { n: 0 }] = await ask(db, 'SELECT COUNT(*) AS n FROM message')
    await db.write(function* () {
      yield {
        sql: `INSERT INTO message (op, path, target, device, incarnation, seq, body, created_at)
 SELECT 'bad ' || op, path, target, device, incarnation, seq, '{"is":"nothing"}', 0 FROM message`,
      }
      for (let i = 0; i < 3; i++)
        yield {
          sql: `INSERT INTO message (op, path, target, device, incarnation, seq, body, created_at)
 SELECT op || '${i}', path, target, device, incarnation, seq, body, 0 FROM message WHERE op LIKE 'bad%'`,
        }
    })
    const bad = (await count(db, 'message')) - Number(n)
    expect(bad).toBeGreaterThan(200)
    const later = await ledgerWith(db, { relay: 'deferred' })
    await later.relay.idle()
    expect(await count(db, 'message')).toBe(bad)
    await later.close()
  })

  test('Y3 messages that are carried again, as after a crash between applying and forgetting, change nothing', async () => {
    const db = await fresh()
    const mail: Query[] = []
    const deferred = await ledgerWith(recordingMail(db, mail), { relay: 'deferred' })
    await tell(deferred)
    await deferred.close()
    expect(mail.flatMap(({ each = [] }) => each).length).toBeGreaterThan(20)
    const rows = () => ask(db, 'SELECT scope, tbl, key, seq, value FROM replica_row ORDER BY scope, tbl, key')
    const before = await rows()
    await db.write(function* () {
      for (const query of mail) yield query
    })
    const again = await ledgerWith(db, { relay: 'deferred' })
    await again.close()
    expect(await count(db, 'message')).toBe(0)
    expect(await rows()).toEqual(before)
  })

  test('Y8 an operation of which a target has not heard is durable and not visible', async () => {
    const stuck = await ledgerWith(await fresh(), { relay: 'deferred' })
    stuck.relay.stop()
    const till = await deviceOf(stuck, { id: 'D1' })
    expect(accepted(await till.push(sale(1))).durableSeq).toBe(1)
    expect(await till.plan()).toMatchObject({ durableSeq: 1, visibleSeq: 0 })
    const carried = await ledgerWith(stuck.db, { relay: 'deferred' })
    await carried.close()
    expect(await till.plan()).toMatchObject({ durableSeq: 1, visibleSeq: 1 })
  })

  test('Y8 P5 an operation whose messages are on their way stays hidden when it is handed in again elsewhere', async () => {
    const stuck = await ledgerWith(await fresh(), { relay: 'deferred' })
    stuck.relay.stop()
    const [old, renewed] = [await deviceOf(stuck, { id: 'D1' }), await deviceOf(stuck, { id: 'D2' })]
    await old.push(sale(1))
    expect(accepted(await renewed.push(sale(1))).durableSeq).toBe(1)
    expect(await renewed.plan()).toMatchObject({ durableSeq: 1, visibleSeq: 0 })
  })

  test('Y2 what an operation sends on is stored in its own transaction, so a crash right after it loses nothing', async () => {
    const db = await fresh()
    const crashed = await ledgerWith(db, { relay: 'deferred' })
    crashed.relay.stop()
    await tell(crashed)
    await tell(inline)
    const restarted = await ledgerWith(db, { relay: 'deferred' })
    await restarted.close()
    expect(await settledRows(db)).toEqual(await settledRows(inline.db))
  })
})

function recordingMail(db: Database, mail: Query[]): Database {
  function* recording<T>(work: Step<T>): Step<T> {
    let step = work.next([])
    while (step.done !== true) {
      if (step.value.sql.startsWith('INSERT INTO message')) mail.push(step.value)
      step = work.next(yield step.value)
    }
    return step.value
  }
  return { ...doors(db), write: (work) => db.write(() => recording(work())) }
}

/** The database as a plain object, so that one of its doors can be exchanged. */
const doors = (db: Database): Database => ({
  dialect: db.dialect,
  write: (work) => db.write(work),
  read: (work) => db.read(work),
  health: () => db.health(),
  commitCount: () => db.commitCount(),
  close: () => db.close(),
})
