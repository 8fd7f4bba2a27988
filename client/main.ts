/** Where the parts of the tablet meet: storage, network and devices of this browser, and the counter that uses them. */
import './app/zod-settings.ts'
import { timeOrderedId } from '#shared/base/id.ts'
import { mountBroken, mountCounter } from './app/mount.ts'
import { whenIdle } from './app/when-idle.ts'
import { trustedScript } from './app/trusted-script.ts'
// oxlint-disable-next-line import/default -- Vite makes it: the path of the built worker
import pinWorkerPath from './devices/pin-worker.ts?worker&url'
import { browserTabs } from './app/browser-tabs.ts'
// oxlint-disable-next-line import/default -- Vite makes it: the path of the built worker
import wasmWorkerPath from './devices/camera/wasm-worker.ts?worker&url'
import { browserCamera } from './devices/camera/camera.ts'
import type { EngineSource } from './devices/camera/engine.ts'
import { nativeEngine } from './devices/camera/native-engine.ts'
import { wasmEngine } from './devices/camera/wasm-engine.ts'
import { audibleFeedback } from './devices/feedback.ts'
import { fieldWithFocus } from './devices/field-guard.ts'
import { browserHost } from './devices/host.ts'
import { browserLook } from './devices/screen-look.ts'
import { keyboardScanner } from './devices/keyboard.ts'
import { pinVerification } from './devices/pin.ts'
import { presenceAt } from './devices/presence.ts'
import { browserPrinters } from './devices/printer.ts'
import type { CounterParts } from './state/parts.ts'
import type { TabletEnv } from './sync/env.ts'
import { officeDoor } from './sync/office.ts'
import { shutTablet } from './sync/open-tablet.ts'
import type { Tablet } from './sync/tablet.ts'

const serviceWorkerPath = '/service-worker.js'

let showIt = (): void => undefined
/** The first picture is on the screen: what nobody looks at before is loaded after it. */
const shown = new Promise<void>((resolve) => (showIt = resolve))

const env: TabletEnv = {
  indexedDB,
  IDBKeyRange,
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
  monotonic: () => performance.now(),
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  setTimer: later,
  locks: navigator.locks,
  channel: browserTabs(),
  origin: '',
  app: __APP_VERSION__,
  gzip,
  inflate: 'DecompressionStream' in globalThis ? inflate : undefined,
  rules: () => shown.then(async () => (await import('#shared/sync/lay.ts')).lay),
  sounds: async () => (await import('./directory/sounds.ts')).soundsOf,
  storage: navigator.storage,
}

/** The best first; each is loaded when the one before it turned out not to work here. */
const barcodeEngines: readonly EngineSource[] = [
  { name: 'native', load: nativeEngine },
  {
    name: 'wasm',
    load: async () => wasmEngine(new Worker(trustedScript(wasmWorkerPath), { type: 'module' })),
  },
  {
    name: 'library',
    load: async () => (await import('./devices/camera/library-engine.ts')).libraryEngine(),
  },
]

const pins = pinVerification(() => new Worker(trustedScript(pinWorkerPath), { type: 'module' }))

void start(document.querySelector('#app') ?? document.body)

async function start(place: Element): Promise<void> {
  const tablet = shutTablet(env)
  const opening = tablet.open()
  // Laid out while the storage is asked.
  const { update, unmount } = mountCounter(partsOf(tablet), place)
  try {
    await opening
  } catch {
    unmount()
    // Without its till this tablet must not take money, and says so before anybody tries.
    mountBroken(place)
    return
  }
  // After the first picture: nobody types a PIN before it.
  whenIdle(pins.begin)
  whenIdle(showIt)
  whenIdle(() => void tablet.settled().then(() => tablet.sync.start()))
  window.addEventListener('online', () => tablet.sync.wake())
  // The browser knows at once what the next poll would find out: whoever hands goods over now has no line.
  window.addEventListener('offline', () => tablet.sync.wake())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') tablet.sync.wake()
  })
  // Asked for once the page is in use: the browser may then not clear the till when space runs out.
  await navigator.storage.persist().catch(() => false)
  if (import.meta.env.PROD && 'serviceWorker' in navigator)
    await update.register(trustedScript(serviceWorkerPath))
}

function partsOf(tablet: Tablet): CounterParts {
  return {
    tablet,
    scanner: keyboardScanner({ page: window, fieldWithFocus, later }),
    camera: browserCamera(barcodeEngines),
    feedback: audibleFeedback(),
    host: browserHost(window),
    screenLook: browserLook(document.documentElement, () => localStorage),
    printers: browserPrinters(),
    presence: presenceAt(window),
    clock: { now: env.now, monotonic: env.monotonic, later },
    verifyPin: pins.verify,
    verifyProof: pins.verify,
    askOffice: officeDoor(env),
    newId: () => timeOrderedId(env.now(), env.randomBytes(10)),
  }
}

function later(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

async function inflate(bytes: Uint8Array): Promise<string> {
  const unpacking = new DecompressionStream('deflate-raw')
  const writer = unpacking.writable.getWriter()
  const written = Promise.all([writer.write(Uint8Array.from(bytes)), writer.close()])
  const text = await new Response(unpacking.readable).text()
  await written
  return text
}
