/** A printer on a serial line: a cable, or Bluetooth that behaves like one. Opened for one receipt and closed again. */
import { failure, success } from '#shared/base/result.ts'
import { LineProblem, problemOf, type Transport, within } from './transport.ts'

/** The parts of Web Serial that are needed here; the compiler knows none. */
interface Port {
  readonly readable: ReadableStream<Uint8Array> | null
  readonly writable: WritableStream<Uint8Array> | null
  open(options: object): Promise<void>
  close(): Promise<void>
}
interface Serial {
  getPorts(): Promise<readonly Port[]>
  requestPort(): Promise<Port>
}

const chunkBytes = 1024
/** At 9600 baud a chunk takes a second, and what is before it in the line as long again. */
const chunkMsMax = 12_000
const answerMsMax = 400
/** ESC/POS: transmit the status of the paper sensor; two bits say that there is none. */
const askForPaper = [0x10, 0x04, 0x04]
const paperEnd = 0x60

export function serialPrinter(baudRate: number): Transport {
  let chosen: Port | undefined
  /** A printer that told its paper once and is silent now is switched off; one that never does is cheap. */
  let answers = false
  return {
    async choose() {
      const serial = serialOf(navigator)
      if (serial === undefined) return failure('unsupported')
      try {
        chosen = await serial.requestPort()
        return success(undefined)
      } catch (error) {
        return failure(problemOf(error))
      }
    },
    async send(bytes) {
      const serial = serialOf(navigator)
      if (serial === undefined) return failure('unsupported')
      const present = await serial.getPorts()
      const port = present.find((one) => one === chosen) ?? present[0]
      if (port === undefined) return failure(chosen === undefined ? 'not-chosen' : 'unplugged')
      chosen = port
      try {
        await port.open({ baudRate })
        const status = await paperStatus(port)
        if (status === undefined && answers) throw new LineProblem('silent')
        answers = status !== undefined
        if (status !== undefined && (status & paperEnd) === paperEnd) throw new LineProblem('no-paper')
        await write(port, bytes)
        return success(undefined)
      } catch (error) {
        const problem = problemOf(error)
        return failure(problem === 'not-chosen' ? 'unplugged' : problem)
      } finally {
        await port.close().catch(() => undefined)
      }
    },
  }
}

async function write({ writable }: Port, bytes: Uint8Array): Promise<void> {
  const writer = writable?.getWriter()
  if (writer === undefined) throw new LineProblem('unplugged')
  try {
    for (let at = 0; at < bytes.length; at += chunkBytes)
      await within(writer.write(bytes.slice(at, at + chunkBytes)), chunkMsMax, 'silent')
    // Only closing says that the last byte has left; what is not out by then would be lost.
    await within(writer.close(), chunkMsMax, 'silent')
  } catch (error) {
    void writer.abort().catch(() => undefined)
    throw error
  } finally {
    writer.releaseLock()
  }
}

/** Undefined when the printer does not answer. */
async function paperStatus(port: Port): Promise<number | undefined> {
  if (port.readable === null) return undefined
  const reader = port.readable.getReader()
  try {
    const writer = port.writable?.getWriter()
    await within(
      writer?.write(Uint8Array.from(askForPaper)) ?? Promise.resolve(),
      answerMsMax,
      'silent',
    ).finally(() => writer?.releaseLock())
    const { value } = await within(reader.read(), answerMsMax, 'silent')
    return value?.[0]
  } catch {
    return undefined
  } finally {
    await reader.cancel().catch(() => undefined)
    reader.releaseLock()
  }
}

function serialOf(browser: Navigator): Serial | undefined {
  const serial: unknown = Reflect.get(browser, 'serial')
  return isSerial(serial) ? serial : undefined
}

function isSerial(value: unknown): value is Serial {
  return typeof value === 'object' && value !== null && 'requestPort' in value
}
