// A tablet without screens: what it costs to fetch a season of receipts, and to find one of them; bare IndexedDB beside it.
import type { Tablet } from '#client/sync/tablet.ts'
import { openTablet } from '#client/sync/open-tablet.ts'
import type { TabletEnv } from '#client/sync/env.ts'
import { whoWord } from '#client/db/find-words.ts'
import { lay } from '#shared/sync/lay.ts'
import type { SoldReceipt } from '../../large-season.ts'

export type LoadTimes = { readonly ms: number; readonly wireBytes: number; readonly storedBytes: number }
export type LookUpTimes = Readonly<Record<'first' | 'code' | 'number' | 'member' | 'bare', number[]>>

const env: TabletEnv = {
  indexedDB,
  IDBKeyRange,
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
  monotonic: () => performance.now(),
  rules: async () => lay,
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  setTimer: (run, ms) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  origin: '',
  app: 'bench',
  inflate: async (bytes) => {
    const unpacking = new DecompressionStream('deflate-raw')
    const writer = unpacking.writable.getWriter()
    const written = Promise.all([writer.write(Uint8Array.from(bytes)), writer.close()])
    const text = await new Response(unpacking.readable).text()
    await written
    return text
  },
}

const usedBytes = async (): Promise<number> => (await navigator.storage.estimate()).usage ?? 0
const pause = (ms: number): Promise<void> => new Promise((resume) => void setTimeout(resume, ms))

async function load(code: string, receipts: number): Promise<LoadTimes> {
  performance.setResourceTimingBufferSize(5000)
  const tablet = await openTablet(env)
  const before = await usedBytes()
  const enrolled = await tablet.enrol(code)
  if (!enrolled.ok) throw new Error(enrolled.error)
  const began = performance.now()
  tablet.sync.start()
  for (;;) {
    const held = await tablet.care.holdings(tablet.directory)
    if (held.receipts >= receipts && held.wholeAt !== undefined) break
    await pause(50)
  }
  const ms = performance.now() - began
  const requests = performance
    .getEntriesByType('resource')
    .filter(({ name }) => /\/sync\/(pull|seg)/.test(name))
  // Trusted: entries of the type that was asked for.
  const wireBytes = requests.reduce(
    (sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize,
    0,
  )
  tablet.sync.stop()
  // The storage counts what it has written down.
  await pause(2000)
  const storedBytes = (await usedBytes()) - before
  return { ms, wireBytes, storedBytes }
}

async function timed(work: () => Promise<boolean>): Promise<number> {
  const began = performance.now()
  if (!(await work())) throw new Error('it was not found')
  return performance.now() - began
}

/** The first one of a tablet that was just opened reads the indexes as well. */
async function lookUp(samples: readonly SoldReceipt[]): Promise<LookUpTimes> {
  const tablet = await openTablet(env)
  const [soonest] = samples
  const times: LookUpTimes = { first: [], code: [], number: [], member: [], bare: [] }
  const found = async (text: string): Promise<boolean> =>
    (await tablet.receipt(text)).receipt?.lines !== undefined
  if (soonest) times.first.push(await timed(() => found(soonest.number)))
  const bare = await bareDatabase(tablet, samples)
  for (const sample of samples) {
    const code = (await tablet.care.codeOf(sample)) ?? ''
    times.code.push(await timed(() => found(code)))
    times.number.push(await timed(() => found(sample.number)))
    const { member } = sample
    if (member !== null)
      times.member.push(
        await timed(async () => {
          const all = await tablet.rows.find('receipt', whoWord({ member }), 100)
          return all.some(({ ref }) => ref === sample.sale)
        }),
      )
    times.bare.push(await timed(() => bareGet(bare, sample.sale)))
  }
  tablet.close()
  bare.close()
  return times
}

async function bareDatabase(tablet: Tablet, samples: readonly SoldReceipt[]): Promise<IDBDatabase> {
  const rows = await Promise.all(samples.map(({ sale }) => tablet.rows.get('receipt', sale)))
  return await new Promise((resolve, reject) => {
    const opening = indexedDB.open(`bare ${performance.now()}`, 1)
    opening.onupgradeneeded = () => {
      const store = opening.result.createObjectStore('receipts', { keyPath: 'ref' })
      for (const row of rows) store.add(row)
    }
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error ?? new Error('no database'))
  })
}

function bareGet(bare: IDBDatabase, ref: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const asked = bare.transaction('receipts').objectStore('receipts').get(ref)
    asked.onsuccess = () => resolve(asked.result !== undefined)
    asked.onerror = () => reject(asked.error ?? new Error('not read'))
  })
}

Object.assign(globalThis, { load, lookUp })
