/** What the libraries under test (fake-indexeddb, Dexie) call by its global name and must get from the schedule instead. */
export type VirtualTasks = {
  /** False when no task of the schedule is running: the call comes from the test runner, or from something really asynchronous. */
  readonly inTask: () => boolean
  /** Called for an immediate that no task of the schedule asked for. */
  readonly stray: () => void
  readonly immediate: (run: () => void) => Cancel
  readonly timer: (run: () => void, delayMs: number) => Cancel
}
type Cancel = () => void
type Run = (...args: unknown[]) => void

const replaced = [
  'setImmediate',
  'clearImmediate',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
] as const

const real = {
  setTimeout: globalThis.setTimeout,
  clear: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
}

/** Stands for Node's Timeout and Immediate objects, of which libraries use `unref` at most. */
class Handle {
  readonly cancel: Cancel
  constructor(cancel: Cancel) {
    this.cancel = cancel
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
  hasRef(): boolean {
    return true
  }
}

let isTaken = false

/** Puts the schedule behind the global timers; the answer takes it away again. There is one schedule at a time on a thread. */
export function replaceGlobals(tasks: VirtualTasks): () => void {
  if (isTaken) throw new Error('another schedule runs on this thread')
  isTaken = true
  const saved = replaced.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
  const clear = (handle: unknown): void => {
    if (handle instanceof Handle) handle.cancel()
    else if (isRealHandle(handle)) real.clear(handle)
  }
  const values: Record<(typeof replaced)[number], unknown> = {
    setImmediate: (run: Run, ...args: unknown[]) => {
      if (!tasks.inTask()) tasks.stray()
      return new Handle(tasks.immediate(() => run(...args)))
    },
    setTimeout: (run: Run, delayMs?: number, ...args: unknown[]) =>
      tasks.inTask()
        ? new Handle(tasks.timer(() => run(...args), delayMs ?? 0))
        : real.setTimeout(() => run(...args), delayMs),
    setInterval: (run: Run, delayMs?: number, ...args: unknown[]) =>
      tasks.inTask()
        ? every(tasks, () => run(...args), Math.max(1, delayMs ?? 1))
        : real.setInterval(() => run(...args), delayMs),
    clearImmediate: clear,
    clearTimeout: clear,
    clearInterval: clear,
  }
  for (const name of replaced) {
    Object.defineProperty(globalThis, name, {
      value: values[name],
      configurable: true,
      writable: true,
      enumerable: true,
    })
  }
  return () => {
    isTaken = false
    for (const [name, descriptor] of saved) {
      if (descriptor !== undefined) Object.defineProperty(globalThis, name, descriptor)
    }
  }
}

function every(tasks: VirtualTasks, run: () => void, periodMs: number): Handle {
  let cancel: Cancel
  const tick = (): void => {
    cancel = tasks.timer(tick, periodMs)
    run()
  }
  cancel = tasks.timer(tick, periodMs)
  return new Handle(() => cancel())
}

function isRealHandle(handle: unknown): handle is NodeJS.Timeout {
  return typeof handle === 'object' && handle !== null && Symbol.toPrimitive in handle
}
