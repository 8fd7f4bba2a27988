import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { serialPrinter } from '#client/devices/printing/serial.ts'
import { usbPrinter } from '#client/devices/printing/usb.ts'

const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => i & 0xff)
const named = (name: string): DOMException => new DOMException('', name)

/** The browser's list of devices, as a test wants it. */
function plugIn(bus: 'usb' | 'serial', value: unknown): void {
  Object.defineProperty(navigator, bus, { value, configurable: true })
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  for (const bus of ['usb', 'serial']) Reflect.deleteProperty(navigator, bus)
})

/** Until the line has answered or given up. */
async function patiently<Value>(work: Promise<Value>): Promise<Value> {
  for (let i = 0; i < 40; i++) await vi.advanceTimersByTimeAsync(1000)
  return await work
}

function usbDevice(fault: Record<string, unknown> = {}) {
  const taken: number[] = []
  const out = { direction: 'out', type: 'bulk', endpointNumber: 2 }
  const device = {
    opened: false,
    closings: 0,
    configuration: {
      interfaces: [{ interfaceNumber: 1, alternate: { interfaceClass: 7, endpoints: [out] } }],
    },
    open: async () => undefined,
    close: async () => void (device.closings += 1),
    selectConfiguration: async () => undefined,
    claimInterface: async () => undefined,
    releaseInterface: async () => undefined,
    transferOut: async (_: number, chunk: Uint8Array) => {
      taken.push(...chunk)
      return { status: 'ok' }
    },
    controlTransferIn: async () => ({ data: new DataView(Uint8Array.of(0x18).buffer) }),
    ...fault,
  }
  return { device, taken }
}

const usbWith = (...devices: unknown[]) => ({
  getDevices: async () => devices,
  requestDevice: async () => devices[0] ?? Promise.reject(named('NotFoundError')),
})

it('a USB printer is given every byte, and let go of', async () => {
  const { device, taken } = usbDevice()
  plugIn('usb', usbWith(device))
  expect(await patiently(usbPrinter().send(bytes))).toMatchObject({ ok: true })
  expect(taken).toEqual([...bytes])
  expect(device.closings).toBe(1)
})

it.each([
  ['in-use', { claimInterface: () => Promise.reject(named('NetworkError')) }],
  ['unplugged', { transferOut: () => Promise.reject(named('NetworkError')) }],
  ['unplugged', { open: () => Promise.reject(named('NotFoundError')) }],
  ['failed', { transferOut: async () => ({ status: 'stall' }) }],
  ['silent', { transferOut: () => new Promise(() => undefined) }],
  ['no-paper', { controlTransferIn: async () => ({ data: new DataView(Uint8Array.of(0x38).buffer) }) }],
  ['unsupported', { configuration: { interfaces: [] } }],
])('what goes wrong on the USB cable is told as %s', async (problem, fault) => {
  const { device } = usbDevice(fault)
  plugIn('usb', usbWith(device))
  expect(await patiently(usbPrinter().send(bytes))).toEqual({ ok: false, error: problem })
  expect(device.closings).toBe(1)
})

it('a USB printer that cannot say whether it has paper prints', async () => {
  const { device } = usbDevice({ controlTransferIn: () => Promise.reject(named('NetworkError')) })
  plugIn('usb', usbWith(device))
  expect(await patiently(usbPrinter().send(bytes))).toMatchObject({ ok: true })
})

it('without a chosen USB printer that is said; one that was pulled out is missed', async () => {
  const { device } = usbDevice()
  const present: unknown[] = []
  plugIn('usb', { getDevices: async () => present, requestDevice: async () => device })
  const line = usbPrinter()
  expect(await patiently(line.send(bytes))).toEqual({ ok: false, error: 'not-chosen' })
  await line.choose()
  expect(await patiently(line.send(bytes))).toEqual({ ok: false, error: 'unplugged' })
})

it('nothing chosen in the browser’s list, or no such bus, is no failure of the printer', async () => {
  expect(await usbPrinter().choose()).toEqual({ ok: false, error: 'unsupported' })
  plugIn('usb', usbWith())
  expect(await usbPrinter().choose()).toEqual({ ok: false, error: 'not-chosen' })
})

function serialPort(answer: readonly number[] | undefined, takes = true) {
  const taken: number[] = []
  let readable: ReadableStream<Uint8Array>
  let writable: WritableStream<Uint8Array>
  const port = {
    closings: 0,
    async open() {
      readable = new ReadableStream({
        start: (controller) => answer && controller.enqueue(Uint8Array.from(answer)),
      })
      writable = new WritableStream({
        write(chunk) {
          if (chunk[0] === 0x10 && chunk.length === 3) return undefined
          taken.push(...chunk)
          return takes ? undefined : new Promise(() => undefined)
        },
      })
    },
    get readable() {
      return readable
    },
    get writable() {
      return writable
    },
    close: async () => void (port.closings += 1),
  }
  return { port, taken }
}

const serialWith = (...ports: unknown[]) => ({
  getPorts: async () => ports,
  requestPort: async () => ports[0],
})

it.each([
  ['that answers', [0x12]],
  ['that never answers', undefined],
])('a serial printer %s is given every byte, and let go of', async (_, answer) => {
  const { port, taken } = serialPort(answer)
  plugIn('serial', serialWith(port))
  expect(await patiently(serialPrinter(9600).send(bytes))).toMatchObject({ ok: true })
  expect(taken).toEqual([...bytes])
  expect(port.closings).toBe(1)
})

it('a serial printer without paper says so before it is given anything', async () => {
  const { port, taken } = serialPort([0x72])
  plugIn('serial', serialWith(port))
  expect(await patiently(serialPrinter(9600).send(bytes))).toEqual({ ok: false, error: 'no-paper' })
  expect(taken).toEqual([])
})

it('a serial printer that answered before and does not now is off; one that takes nothing is silent', async () => {
  const first = serialPort([0x12])
  const second = serialPort(undefined)
  const ports = [first.port]
  plugIn('serial', { getPorts: async () => ports, requestPort: async () => first.port })
  const line = serialPrinter(9600)
  await patiently(line.send(bytes))
  ports[0] = second.port
  expect(await patiently(line.send(bytes))).toEqual({ ok: false, error: 'silent' })
  ports[0] = serialPort(undefined, false).port
  expect(await patiently(serialPrinter(9600).send(bytes))).toEqual({ ok: false, error: 'silent' })
})
