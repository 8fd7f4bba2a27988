/** The first engine that works: one that cannot be loaded, or that breaks while reading, hands over to the next. */
import type { BarcodeEngine, BarcodeRead, EngineSource, Frame } from './engine.ts'
import { spelled } from './spelling.ts'

export type ChosenEngine = BarcodeEngine & {
  /** Which one reads now; undefined before the first frame. */
  readonly name: string | undefined
}

export function firstThatWorks(sources: readonly EngineSource[]): ChosenEngine {
  let place = 0
  let current: Promise<BarcodeEngine> | undefined
  let name: string | undefined
  let closed = false

  const read = async (frame: Frame): Promise<readonly BarcodeRead[]> => {
    for (;;) {
      const source = sources[place]
      if (source === undefined) throw new Error('no barcode reader works in this browser')
      let engine: BarcodeEngine | undefined
      try {
        engine = await (current ??= source.load())
        if (closed) {
          engine.close()
          return []
        }
        name = source.name
        return (await engine.read(frame)).map(spelled)
      } catch {
        engine?.close()
        if (closed) return []
        current = undefined
        place += 1
      }
    }
  }

  return {
    get name() {
      return name
    },
    read,
    close() {
      closed = true
      void current?.then(
        (engine) => engine.close(),
        () => undefined,
      )
    },
  }
}
