import { Actor } from './actor.ts'
import { Choice } from './choice.ts'
import { drain } from './drain.ts'
import type { Random } from './random.ts'
import { Trace } from './trace.ts'
import { replaceGlobals } from './virtual-globals.ts'

/** Dexie puts a promise of its own in the global's place while a transaction's code runs. */
const NativePromise = Promise

const libraryActor = 'library'

export type SchedulerOptions = {
  readonly random: Random
  readonly startMs?: number
  /** How long an IndexedDB task takes, in virtual ms; 0 when not given. */
  readonly storageDelayMs?: () => number
  /** Probability of staying with the actor that ran last although another one is due. */
  readonly stickiness?: number
  /** So many tasks at one virtual instant are a livelock. */
  readonly tasksPerInstantMax?: number
}

export type Stop = {
  readonly why: 'settled' | 'quiet' | 'limit'
  readonly nowMs: number
  readonly tasks: number
}

/** The simulated world cannot go on: this is a finding, not an answer. */
export class SimulationStuck extends Error {
  readonly kind: 'deadlock' | 'livelock' | 'late' | 'stray'
  constructor(kind: 'deadlock' | 'livelock' | 'late' | 'stray', detail: string) {
    super(`${kind}: ${detail}`)
    this.name = 'SimulationStuck'
    this.kind = kind
  }
}

/**
 * Virtual time for many actors on one thread. One task runs, all microtasks drain, then the seed chooses the next among those that are due.
 * While it runs, the global timers belong to it, so that the storage and database libraries take part without knowing.
 */
export class Scheduler {
  readonly trace = new Trace()
  readonly #random: Random
  readonly #storageDelayMs: (() => number) | undefined
  readonly #stickiness: number
  readonly #tasksPerInstantMax: number
  readonly #actors = new Map<string, Actor>()
  readonly #killListeners: ((actor: string) => void)[] = []
  #taskListener: ((actor: string, ran: number) => void) | undefined
  readonly #alive: Actor[] = []
  readonly #choice = new Choice()
  #nowMs: number
  #order = 0
  #tasks = 0
  #tasksAtInstant = 0
  #current: Actor | undefined
  #last: Actor | undefined
  #stray = 0

  constructor(options: SchedulerOptions) {
    this.#random = options.random
    this.#nowMs = options.startMs ?? Date.UTC(2031, 0, 6)
    this.#storageDelayMs = options.storageDelayMs
    this.#stickiness = options.stickiness ?? 0
    this.#tasksPerInstantMax = options.tasksPerInstantMax ?? 200_000
  }

  now(): number {
    return this.#nowMs
  }

  get tasks(): number {
    return this.#tasks
  }

  /** The actor whose task (or its microtasks) is being run. */
  get current(): string | undefined {
    return this.#current?.name
  }

  isAlive(actor: string): boolean {
    return this.#actors.get(actor)?.alive !== false
  }

  ranBy(actor: string): number {
    return this.#actors.get(actor)?.ran ?? 0
  }

  /** Calls `run` as a task of the actor after `delayMs` of virtual time; the answer cancels it. A dead actor's timers never come. */
  setTimer(actor: string, run: () => void, delayMs: number): () => void {
    return this.#addTimer(this.#actor(actor), run, delayMs)
  }

  /** Queues a task first in, first out among the actor's IndexedDB tasks. */
  post(actor: string, run: () => void): void {
    this.#addImmediate(this.#actor(actor), run)
  }

  sleep(actor: string, delayMs: number): Promise<void> {
    return new NativePromise((resolve) => void this.setTimer(actor, resolve, delayMs))
  }

  /** The queue that a storage session (`CrashableStorage.openSession`) of this actor uses. */
  queueOf(actor: string): { readonly post: (task: () => void) => void; readonly isCurrent: () => boolean } {
    return { post: (task) => this.post(actor, task), isCurrent: () => this.#current?.name === actor }
  }

  /** The actor's heap is gone: none of its tasks runs any more, and it gets no new ones. */
  kill(actor: string): void {
    const dead = this.#actor(actor)
    if (!dead.alive) return
    dead.drop()
    this.#alive.splice(this.#alive.indexOf(dead), 1)
    this.trace.note(`${actor} killed`)
    for (const listener of this.#killListeners) listener(actor)
  }

  onKill(listener: (actor: string) => void): void {
    this.#killListeners.push(listener)
  }

  /** The global timers that this actor's code sets are its own (a server's) and die with it; see `#addLibraryTimer`. */
  ownTimers(actor: string): void {
    this.#actor(actor).ownsTimers = true
  }

  /** The actor's tasks wait, whatever their time: a tab in the background, a laptop that sleeps. */
  freeze(actor: string, forMs: number): void {
    this.#actor(actor).freezeUntil(this.#nowMs + forMs)
  }

  /** Called before every task with the count of its actor's tasks; may kill that actor, and then the task does not run. */
  beforeTask(listener: ((actor: string, ran: number) => void) | undefined): void {
    this.#taskListener = listener
  }

  /** Runs the schedule until `main` (an actor of its own) settles. Anything else that ends it is an error. */
  async run<T>(main: () => Promise<T>, limits: { readonly virtualMs: number }): Promise<T> {
    let settled: { readonly value: T } | { readonly error: unknown } | undefined
    this.post('main', () => {
      main().then(
        (value) => (settled = { value }),
        (error: unknown) => (settled = { error }),
      )
    })
    const stop = await this.#pump(this.#nowMs + limits.virtualMs, () => settled !== undefined)
    if (settled === undefined) {
      const kind = stop.why === 'quiet' ? 'deadlock' : 'late'
      throw new SimulationStuck(kind, `main still waits after ${stop.tasks} tasks; ${this.#describe()}`)
    }
    if ('error' in settled) throw settled.error
    return settled.value
  }

  /** Runs until nothing is left to run, or until this much virtual time has passed. */
  runUntilQuiet(limitVirtualMs: number): Promise<Stop> {
    return this.#pump(this.#nowMs + limitVirtualMs, () => false)
  }

  async #pump(limitMs: number, isDone: () => boolean): Promise<Stop> {
    const before = this.#tasks
    const restore = replaceGlobals({
      inTask: () => this.#current !== undefined,
      stray: () => this.#stray++,
      immediate: (run) => this.#addImmediate(this.#currentActor(), run),
      timer: (run, delayMs) => this.#addLibraryTimer(run, delayMs),
    })
    try {
      const why = await drain(
        () => (isDone() ? 'settled' : this.#step(limitMs)),
        () => (this.#current = undefined),
      )
      return { why, nowMs: this.#nowMs, tasks: this.#tasks - before }
    } finally {
      this.#current = undefined
      restore()
    }
  }

  #step(limitMs: number): 'quiet' | 'limit' | undefined {
    if (this.#stray > 0) {
      throw new SimulationStuck(
        'stray',
        `${this.#stray} storage tasks came from outside of the schedule (threads, real timers)`,
      )
    }
    if (!this.#choice.look(this.#alive, this.#nowMs)) {
      this.#current = undefined
      if (this.#choice.nextDueMs === Infinity) return 'quiet'
      if (this.#choice.nextDueMs > limitMs) {
        this.#nowMs = limitMs
        return 'limit'
      }
      this.#nowMs = this.#choice.nextDueMs
      this.#tasksAtInstant = 0
      this.#choice.look(this.#alive, this.#nowMs)
    }
    if (++this.#tasksAtInstant > this.#tasksPerInstantMax)
      throw new SimulationStuck('livelock', this.#describe())
    const { actor, source } = this.#choice.draw(this.#random, this.#last, this.#stickiness)
    actor.ran++
    this.#tasks++
    this.#last = actor
    this.#current = actor
    this.trace.add(actor.index * 2 + source)
    this.trace.add(this.#nowMs * 16)
    this.#taskListener?.(actor.name, actor.ran)
    actor.take(source)?.()
    return undefined
  }

  /** The world is over: every actor dies, and only what a library has begun for all of them runs out, so that the next world starts clean. */
  async end(): Promise<void> {
    for (const { name } of this.#alive.filter((actor) => actor.name !== libraryActor)) this.kill(name)
    await this.runUntilQuiet(60_000)
  }

  #actor(name: string): Actor {
    const known = this.#actors.get(name)
    if (known !== undefined) return known
    const made = new Actor(name, this.#actors.size)
    this.#actors.set(name, made)
    this.#alive.push(made)
    return made
  }

  #currentActor(): Actor {
    return this.#current ?? this.#actor('stray')
  }

  #addImmediate(actor: Actor, run: () => void): () => void {
    if (!actor.alive) return () => {}
    const delayMs = this.#storageDelayMs === undefined ? 0 : this.#storageDelayMs()
    return actor.addImmediate(this.#nowMs + delayMs, run)
  }

  #addTimer(actor: Actor, run: () => void, delayMs: number): () => void {
    if (!actor.alive) return () => {}
    return actor.addTimer(this.#nowMs + (delayMs > 0 ? delayMs : 0), this.#order++, run)
  }

  /**
   * A global timer is a library's, and Dexie's serve all its databases on this thread: they outlive the actor that happened to start them.
   * What they do for a dead actor ends at its dead storage.
   */
  #addLibraryTimer(run: () => void, delayMs: number): () => void {
    const starter = this.#currentActor()
    if (starter.ownsTimers) return this.#addTimer(starter, run, delayMs)
    const asStarter = (): void => {
      if (starter.alive) this.#current = starter
      run()
    }
    return this.#addTimer(this.#actor(libraryActor), asStarter, delayMs)
  }

  #describe(): string {
    const waiting = this.#alive
      .filter((actor) => actor.waiting > 0)
      .map((actor) => `${actor.name} ${actor.waiting}`)
    return `at ${new Date(this.#nowMs).toISOString()}, waiting: ${waiting.join(', ') || 'nothing'}, last: ${this.#last?.name ?? 'nobody'}`
  }
}
