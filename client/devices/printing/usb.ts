/**
 * A printer on the USB cable. It is opened for one receipt and closed again, so that a cable that was pulled and put back
 * makes no difference, and another tab can print too.
 */
import { failure, success } from '#shared/base/result.ts'
import { LineProblem, problemOf, type Transport, within } from './transport.ts'

/** The parts of WebUSB that are needed here; the compiler knows none. */
interface Endpoint {
  readonly direction: string
  readonly type: string
  readonly endpointNumber: number
}
interface Interface {
  readonly interfaceNumber: number
  readonly alternate: { readonly interfaceClass: number; readonly endpoints: readonly Endpoint[] }
}
interface Device {
  readonly opened: boolean
  readonly configuration: { readonly interfaces: readonly Interface[] } | null
  open(): Promise<void>
  close(): Promise<void>
  selectConfiguration(value: number): Promise<void>
  claimInterface(number: number): Promise<void>
  releaseInterface(number: number): Promise<void>
  transferOut(endpoint: number, data: BufferSource): Promise<{ readonly status: string }>
  controlTransferIn(setup: object, length: number): Promise<{ readonly data?: DataView }>
}
interface Usb {
  getDevices(): Promise<readonly Device[]>
  requestDevice(options: object): Promise<Device>
}

const printerClass = 7
/** A printer takes this much in well under the time that is given. */
const chunkBytes = 8192
const chunkMsMax = 8000
const statusMsMax = 1000
/** USB Printer Class 1.1, GET_PORT_STATUS. */
const portStatus = 1
const paperEmpty = 0x20

export function usbPrinter(): Transport {
  let chosen: Device | undefined
  return {
    async choose() {
      const usb = usbOf(navigator)
      if (usb === undefined) return failure('unsupported')
      try {
        chosen = await usb.requestDevice({ filters: [{ classCode: printerClass }] })
        return success(undefined)
      } catch (error) {
        return failure(problemOf(error))
      }
    },
    async send(bytes) {
      const usb = usbOf(navigator)
      if (usb === undefined) return failure('unsupported')
      // The browser lists what was allowed once and is plugged in now.
      const present = await usb.getDevices()
      const device = present.find((one) => one === chosen) ?? present[0]
      if (device === undefined) return failure(chosen === undefined ? 'not-chosen' : 'unplugged')
      chosen = device
      try {
        await transfer(device, bytes)
        return success(undefined)
      } catch (error) {
        // What was plugged in a moment ago has gone.
        const problem = problemOf(error)
        return failure(problem === 'not-chosen' ? 'unplugged' : problem)
      } finally {
        await device.close().catch(() => undefined)
      }
    },
  }
}

async function transfer(device: Device, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (!device.opened) await device.open()
  if (device.configuration === null) await device.selectConfiguration(1)
  const found = device.configuration?.interfaces.find(
    ({ alternate }) => alternate.interfaceClass === printerClass,
  )
  const out = found?.alternate.endpoints.find(({ direction, type }) => direction === 'out' && type === 'bulk')
  if (found === undefined || out === undefined) throw new LineProblem('unsupported')
  // Windows gives the printer to its own driver and to nobody else.
  await device.claimInterface(found.interfaceNumber).catch(() => {
    throw new LineProblem('in-use')
  })
  if (await isOutOfPaper(device, found.interfaceNumber)) throw new LineProblem('no-paper')
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.slice(at, at + chunkBytes)
    const { status } = await within(device.transferOut(out.endpointNumber, chunk), chunkMsMax, 'silent')
    if (status !== 'ok') throw new LineProblem('failed')
  }
  // It ran out in the middle: what hangs out of the printer is no receipt.
  if (await isOutOfPaper(device, found.interfaceNumber)) throw new LineProblem('no-paper')
  await device.releaseInterface(found.interfaceNumber)
}

/** Cheap printers do not answer; then the paper is not known to be out. */
async function isOutOfPaper(device: Device, index: number): Promise<boolean> {
  const setup = { requestType: 'class', recipient: 'interface', request: portStatus, value: 0, index }
  try {
    const { data } = await within(device.controlTransferIn(setup, 1), statusMsMax, 'silent')
    return data !== undefined && data.byteLength > 0 && (data.getUint8(0) & paperEmpty) !== 0
  } catch {
    return false
  }
}

function usbOf(browser: Navigator): Usb | undefined {
  const usb: unknown = Reflect.get(browser, 'usb')
  return isUsb(usb) ? usb : undefined
}

function isUsb(value: unknown): value is Usb {
  return typeof value === 'object' && value !== null && 'requestDevice' in value
}
