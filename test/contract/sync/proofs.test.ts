import { describe, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import type { Pickup, Proofs, Verifier } from '#shared/domain/pickup.ts'
import { type Contact, NO_PROOFS, spelledCode, spelledOrder } from '#shared/domain/proof.ts'
import { put } from '#shared/sync/change.ts'
import { CATALOG, storeScope } from '#shared/sync/scope.ts'
import { isSecret } from '#server/auth/pin.ts'
import { recordFromChannel } from '#server/sync/channel-door.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { replayParked } from '#server/sync/parked.ts'
import { type SlowHash, slowHash } from '#server/sync/proofs.ts'
import { putRows } from '#server/sync/rows.ts'
import { deviceOf, ledgerOn } from '../../make/ledger.ts'
import { order } from '../../make/orders.ts'
import { part, placed, teasAndCups } from '../../make/pickups.ts'
import { quickHash } from '../../make/proofs.ts'
import { ask } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

const contact: Contact = { name: '王小明', phone: '0912345678', code: 'K7M3-PQ2X' }
const two = [part(), part({ part: 2, store: 'S02', lines: [{ line: 1, quantity: 1 }] })]
const ordered = order('N1', {
  lines: teasAndCups,
  parts: [part({ lines: [{ line: 0, quantity: 3 }] }), two[1] ?? part()],
  contact,
})

describe.each(dialects)('on $name', ({ fresh }) => {
  async function openAt(hash: SlowHash): Promise<Ledger> {
    const ledger = await ledgerOn(await fresh(), { slowHash: hash })
    const places = ['S01', 'S02'].map((store) => storeScope(store))
    await putRows(
      ledger,
      places.map((id) => put(CATALOG, 'place', [id, { id, name: id }])),
    )
    return ledger
  }

  async function proofsIn(ledger: Ledger): Promise<readonly Proofs[]> {
    const rows = await ask(
      ledger.db,
      "SELECT value FROM replica_row WHERE tbl = 'pickup' AND deleted = 0 ORDER BY scope",
    )
    return rows.map(({ value }) => (JSON.parse(String(value)) as Pickup).proofs)
  }

  async function shut(ledger: Ledger): Promise<void> {
    await ledger.close()
    await ledger.db.close()
  }

  test('R35 what a store keeps of the buyer is hashed slowly, each part with salts of its own', async () => {
    const ledger = await openAt(slowHash)
    await recordFromChannel(ledger, 'shop', [ordered])
    const [first = NO_PROOFS, second = NO_PROOFS] = await proofsIn(ledger)
    const says = { number: 'N1', phone: '678', name: '王小明' }
    const order = known(spelledOrder(says), 'what is said')
    expect(await isSecret(order, first.order)).toBe(true)
    expect(await isSecret(known(spelledOrder({ ...says, name: '王大明' }), 'a guess'), first.order)).toBe(
      false,
    )
    expect(await isSecret(known(spelledCode('k7m3 pq2x'), 'a code'), second.code)).toBe(true)
    const kept = [first, second].flatMap(({ code, order }): (Verifier | null)[] => [code, order])
    expect(new Set(kept.map((one) => one?.salt)).size).toBe(4)
    expect(JSON.stringify(await ask(ledger.db, 'SELECT value FROM replica_row'))).not.toMatch(
      /王小明|0912345678|K7M3/,
    )
    await shut(ledger)
  })

  test('R35 an order that is told again costs no hash again; what was hashed is what counts', async () => {
    let hashed = 0
    const ledger = await openAt((secret) => (hashed++, quickHash(secret)))
    await recordFromChannel(ledger, 'shop', [ordered])
    const before = await proofsIn(ledger)
    expect(hashed).toBe(4)
    await recordFromChannel(ledger, 'shop', [ordered])
    const { args } = ordered
    await recordFromChannel(ledger, 'shop', [{ ...ordered, args: { ...(args as object), revision: 2 } }])
    expect(hashed).toBe(4)
    expect(await proofsIn(ledger)).toEqual(before)
    await shut(ledger)
  })

  test('R35 others are stored while a hash is still being made, and a server that stops waits for it', async () => {
    let finish = (): void => undefined
    const done = new Promise<void>((resolve) => (finish = resolve))
    const ledger = await openAt(async (secret) => (await done, await quickHash(secret)))
    const slow = recordFromChannel(ledger, 'shop', [ordered])
    await recordFromChannel(ledger, 'shop', [order('N2')])
    expect(await proofsIn(ledger)).toEqual([])
    const closed = ledger.close()
    finish()
    await closed
    expect(await proofsIn(ledger)).toHaveLength(2)
    await slow
    await ledger.db.close()
  })

  test('R35 an order that a counter took has its proofs too, also when it was parked first', async () => {
    const ledger = await openAt(quickHash)
    const taken = placed(5, {
      lines: teasAndCups,
      parts: [part({ store: 'S01', lines: [{ line: 0, quantity: 3 }] })],
      total: 1250,
      contact: { name: '王小明', phone: '0912345678' },
    })
    const till = await deviceOf(ledger, { id: 'D1' })
    const { body, sidecars } = taken
    const [op] = till.chain.add(taken)
    await ledger.writer.submit({
      origin: { is: 'device', device: 'D1', incarnation: 1, store: 'S01' },
      ops: [{ body, sidecars, place: { seq: op?.seq ?? 1, link: op?.link ?? '' } }],
      park: true,
    })
    expect(await proofsIn(ledger)).toEqual([])
    expect(await replayParked(ledger)).toBe(1)
    const [proofs = NO_PROOFS] = await proofsIn(ledger)
    const said = known(spelledOrder({ number: 'R01-A-000005', phone: '678', name: '王小明' }), 'what is said')
    expect(proofs.order?.hash).toBe(await quickHash({ ...known(proofs.order, 'proof'), text: said }))
    expect(proofs.code).toBeNull()
    await shut(ledger)
  })
})
