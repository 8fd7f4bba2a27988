/** The counter's state on a fake tablet, with a clock that a test turns. */
import { failure, success } from '#shared/base/result.ts'
import { createPinia } from 'pinia'
import { type App, createApp } from 'vue'
import { type CounterParts, partsKey } from '#client/state/parts.ts'
import { verifyQuickly } from './proofs.ts'
import { type FakeData, type FakeTablet, fakeDevice, fakeId, fakeProduct, fakeTablet } from './fake-tablet.ts'

export type Heard = 'success' | 'failure'

export type Counter = {
  readonly app: App
  readonly tablet: FakeTablet
  readonly heard: Heard[]
  /** Files that were given to the person, by name. */
  readonly saved: ReadonlyMap<string, string>
  readonly pinia: ReturnType<typeof createPinia>
  readonly pass: (ms: number) => void
}

export const mug = fakeProduct('CUP-01', '陶瓷馬克杯', { price: 290, barcode: '4712345678900' })
export const pen = fakeProduct('PEN-01', '中性筆 0.38 黑', { price: 35, barcode: '4006381333931' })
export const ming = {
  id: fakeId(50),
  name: '王小明',
  credentials: [
    { kind: 'card', value: 'M0000001' },
    { kind: 'phone', value: '0912345678' },
  ],
} as const
export const fang = {
  id: 'S001',
  name: '林小芳',
  role: 'associate',
  pin: { salt: '00', hash: '00', memoryKiB: 8, passes: 1 },
} as const

const shop: FakeData = { device: fakeDevice, staff: [fang], products: [mug, pen], members: [ming] }

export function makeCounter(data: FakeData = {}, parts: Partial<CounterParts> = {}): Counter {
  const tablet = fakeTablet({ ...shop, ...data })
  const heard: Heard[] = []
  const saved = new Map<string, string>()
  const timers: { readonly due: number; readonly work: () => void }[] = []
  let now = 0
  let ids = 500
  const pinia = createPinia()
  const app = createApp({})
  app.use(pinia).provide(partsKey, {
    tablet,
    scanner: { onScan: () => () => undefined },
    camera: { open: async () => failure('no-camera') },
    feedback: {
      success: () => heard.push('success'),
      failure: () => heard.push('failure'),
      setSound: () => undefined,
    },
    screenLook: {
      read: () => ({ theme: 'system', type: 'normal', sound: 'on' }),
      apply: () => undefined,
    },
    printers: {
      kinds: ['browser'],
      printer: async () => ({ print: async () => success(undefined) }),
      choose: async () => success(undefined),
    },
    host: {
      opensOffline: () => true,
      save: (name, text) => void saved.set(name, text),
      install: async () => false,
      onInstallable: () => () => undefined,
      isInstalled: () => false,
    },
    presence: { onPresence: () => () => undefined },
    clock: {
      now: () => now,
      monotonic: () => now,
      later(work, ms) {
        const timer = { due: now + ms, work }
        timers.push(timer)
        return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0)
      },
    },
    verifyPin: async (pin) => pin === '4217',
    verifyProof: verifyQuickly,
    askOffice: async () => failure({ is: 'offline' }),
    newId: () => fakeId(ids++),
    ...parts,
  } satisfies CounterParts)
  return {
    app,
    tablet,
    heard,
    saved,
    pinia,
    pass(ms) {
      now += ms
      for (const timer of timers.filter(({ due }) => due <= now)) {
        timers.splice(timers.indexOf(timer), 1)
        timer.work()
      }
    },
  }
}
