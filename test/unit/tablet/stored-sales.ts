import { expect } from 'vitest'
import { CrashableStorage } from '../../tablet/crashable-storage.ts'
import { SmallTill } from './small-till.ts'

/** What a fresh heap finds, read through the index as well. */
export async function stored(
  storage: CrashableStorage,
): Promise<{ readonly ops: number[]; readonly head: number; readonly receipt: number }> {
  const session = storage.openSession()
  const till = new SmallTill(session)
  const ops = await till.ops.orderBy('seq').primaryKeys()
  const byBody = await till.ops.orderBy('body').primaryKeys()
  expect(byBody.toSorted((a, b) => a - b)).toEqual(ops)
  const head = (await till.meta.get('head'))?.value ?? 0
  const receipt = (await till.meta.get('receipt'))?.value ?? 100
  session.crash()
  return { ops, head, receipt }
}

export async function storageWithSales(count: number, history = 0): Promise<CrashableStorage> {
  const storage = new CrashableStorage({ history })
  const till = new SmallTill(storage.openSession())
  for (let seq = 1; seq <= count; seq++) await till.sale(seq)
  till.close()
  return storage
}
