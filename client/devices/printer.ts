/** Whatever puts a receipt on paper. */
import { type Result, success } from '#shared/base/result.ts'
import type { Paper, PaperWidth } from './printing/paper.ts'
import type { Orders } from './printing/raster.ts'
import type { PrintProblem, Transport } from './printing/transport.ts'

export interface Printer {
  print(paper: Paper, orders: Orders): Promise<Result<undefined, PrintProblem>>
}

export const printerKinds = ['browser', 'usb', 'serial'] as const
export type PrinterKind = (typeof printerKinds)[number]

export type PrinterSetup = {
  readonly kind: PrinterKind
  readonly width: PaperWidth
  /** Bits a second of a serial line; USB and Bluetooth have their own. */
  readonly baud: number
}

export interface Printers {
  /** What this browser can talk to. */
  readonly kinds: readonly PrinterKind[]
  printer(setup: PrinterSetup): Promise<Printer>
  /** Lets the person choose one. Only from a tap. */
  choose(setup: PrinterSetup): Promise<Result<undefined, PrintProblem>>
}

/** The browser's own dialogue: AirPrint on an iPad, any installed printer elsewhere. It prints what the page holds for paper. */
const browserPrinter: Printer = {
  async print() {
    window.print()
    return success(undefined)
  },
}

export function browserPrinters(): Printers {
  const lines = new Map<string, Promise<Transport>>()
  const lineOf = ({ kind, baud }: PrinterSetup): Promise<Transport> => {
    const name = `${kind} ${baud}`
    const line = lines.get(name) ?? (kind === 'usb' ? usb() : serial(baud))
    lines.set(name, line)
    return line
  }
  return {
    /** Asked when somebody chooses: the first question of this kind takes a browser a while. */
    get kinds() {
      return printerKinds.filter((kind) => kind === 'browser' || kind in navigator)
    },
    async printer(setup) {
      if (setup.kind === 'browser') return browserPrinter
      const { receiptPrinter } = await import('./printing/receipt-printer.ts')
      return receiptPrinter(await lineOf(setup), setup.width)
    },
    async choose(setup) {
      return setup.kind === 'browser' ? success(undefined) : (await lineOf(setup)).choose()
    },
  }
}

async function usb(): Promise<Transport> {
  return (await import('./printing/usb.ts')).usbPrinter()
}

async function serial(baud: number): Promise<Transport> {
  return (await import('./printing/serial.ts')).serialPrinter(baud)
}
