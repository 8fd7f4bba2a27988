import type { DeviceState } from '#client/db/till.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import type { TabletEnv } from '#client/sync/env.ts'
import type { Id } from '#shared/base/id.ts'
import { failure, type Result } from '#shared/base/result.ts'
import { CrashableStorage } from './crashable-storage.ts'
import type {
  AdjustGesture,
  EnrolGesture,
  LookUpGesture,
  ReturnGesture,
  SaleGesture,
  WaitGesture,
} from './gestures.ts'
import { Heap, type HeapParts } from './heap.ts'
import { type Dump, dump, lookUp, type Seen } from './look.ts'
import { wait } from './patience.ts'
import { type Problem, problem } from './problems.ts'
import { adjust, bringBack, type Counter, enrolMember, type Rung, sell } from './ring.ts'
import { Uplink } from './uplink.ts'

export type HeadlessOptions = {
  /** `http://127.0.0.1:4000` */
  readonly server: string
  readonly fetch?: TabletEnv['fetch']
  readonly storage?: CrashableStorage
  /** Who rings when a gesture does not say. */
  readonly staff?: string
  /** Ms between polls; 0 turns polling off. */
  readonly pollMs?: number | undefined
}

/**
 * A tablet without a screen: the same sync, storage and directory, in Node. Network and storage are outside of its heap, so
 * that the one can be cut and the other outlives a crash. Paper outlives it too: what is known of earlier gestures by `ref`.
 */
export class Headless {
  readonly #parts: HeapParts
  readonly #staff: string
  readonly #paper = new Map<string, Id>()
  #heap: Heap

  private constructor(parts: HeapParts, staff: string, heap: Heap) {
    this.#parts = parts
    this.#staff = staff
    this.#heap = heap
  }

  static async open(options: HeadlessOptions): Promise<Headless> {
    const parts = {
      storage: options.storage ?? new CrashableStorage(),
      uplink: new Uplink(options.fetch ?? fetch),
      origin: options.server,
      pollMs: options.pollMs,
    }
    return new Headless(parts, options.staff ?? 'headless', await Heap.open(parts))
  }

  /** The tablet as it runs now; after a crash it is another one. */
  get tablet(): Tablet {
    return this.#heap.tablet
  }

  get isOnline(): boolean {
    return !this.#parts.uplink.isCut
  }

  async enrolDevice(code: string, name?: string): Promise<Result<DeviceState, Problem>> {
    return await this.#told(enrolDevice(this.tablet, code, name))
  }

  async enrol(gesture: EnrolGesture): Promise<Result<Rung, Problem>> {
    return await this.#noted(gesture, enrolMember(this.#counter, gesture))
  }

  async sell(gesture: SaleGesture): Promise<Result<Rung, Problem>> {
    return await this.#noted(gesture, sell(this.#counter, gesture))
  }

  async bringBack(gesture: ReturnGesture): Promise<Result<Rung, Problem>> {
    return await this.#noted(gesture, bringBack(this.#counter, gesture))
  }

  async adjust(gesture: AdjustGesture): Promise<Result<Rung, Problem>> {
    return await this.#noted(gesture, adjust(this.#counter, gesture))
  }

  async lookUp(gesture: LookUpGesture): Promise<Result<Seen, Problem>> {
    return await this.#told(lookUp(this.tablet, gesture))
  }

  async wait(gesture: WaitGesture): Promise<Result<object, Problem>> {
    return await this.#told(wait(this.tablet, gesture))
  }

  offline(): void {
    this.#parts.uplink.cut()
  }

  /** As a browser's `online` event: everything is tried at once. */
  online(): void {
    if (this.isOnline) return
    this.#parts.uplink.restore()
    this.tablet.sync.wake()
  }

  /**
   * As after a power cut: the heap is gone where it stands, and a new one opens on what the storage had completed. Gestures
   * that were under way are answered with `crashed`; what became of them only the storage knows.
   */
  async crash(): Promise<void> {
    await betweenTasks()
    this.#heap.crash()
    this.#heap = await Heap.open(this.#parts)
  }

  async dump(): Promise<Result<Dump, Problem>> {
    return await this.#told(dump(this.#heap))
  }

  close(): void {
    this.#heap.close()
  }

  get #counter(): Counter {
    return { tablet: this.tablet, staff: this.#staff, paper: this.#paper }
  }

  async #noted(
    gesture: { readonly ref?: string | undefined },
    work: Promise<Result<Rung, Problem>>,
  ): Promise<Result<Rung, Problem>> {
    const rung = await this.#told(work)
    if (rung.ok && gesture.ref !== undefined) this.#paper.set(gesture.ref, rung.value.op)
    return rung
  }

  async #told<T>(work: Promise<Result<T, Problem>>): Promise<Result<T, Problem>> {
    return (await this.#heap.outcome(work)) ?? failure(problem('crashed'))
  }
}

async function enrolDevice(
  tablet: Tablet,
  code: string,
  name?: string,
): Promise<Result<DeviceState, Problem>> {
  const enrolled = await tablet.enrol(code, name)
  return enrolled.ok ? enrolled : failure(problem(enrolled.error))
}

/** A heap dies between two tasks: what is queued as a microtask of the last one has run. */
const betweenTasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
