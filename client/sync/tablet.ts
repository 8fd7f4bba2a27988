import { toHex } from '#shared/base/bytes.ts'
import type { Id } from '#shared/base/id.ts'
import { failure, type Result } from '#shared/base/result.ts'
import type { Picture } from '#shared/domain/timeline.ts'
import type { Cache } from '../db/cache.ts'
import { Shelf } from '../db/shelf.ts'
import type { DeviceState, Till } from '../db/till.ts'
import type { Directory } from '../directory/directory.ts'
import { Aside } from './aside.ts'
import { ReceiptQuestions } from './asked-receipts.ts'
import { Care } from './care.ts'
import { commit, type Committed, type Recall } from './commit.ts'
import { type Desk, deskOf, followRows, type FoundReceipt, layNew, receiptOf, visitorOf } from './desk.ts'
import { enrol, type EnrolProblem } from './enrol.ts'
import type { Contact, TabletEnv, TabMessage } from './env.ts'
import { hasRoom } from './has-room.ts'
import { Histories } from './histories.ts'
import type { Intent, Refusal } from './intent.ts'
import { SyncLoop } from './loop.ts'
import { notesOf } from './notes.ts'
import { heartbeatOf, outbox, outboxDepth, type OutboxEntry } from './outbox.ts'
import type { Replica } from './replica.ts'
import { Shelves } from './shelves.ts'
import { StatusBoard, type SyncStatus } from './sync-status.ts'

/** One tab of a tablet: the only door of the screens and of the headless tablet to storage and server. */
export class Tablet {
  readonly env: TabletEnv
  readonly sync: SyncLoop
  readonly histories: Histories
  readonly shelves: Shelves
  readonly questions: ReceiptQuestions
  readonly care: Care
  readonly #till: Till
  readonly #cache: Cache
  readonly #shelf: Shelf
  readonly #boot: string
  readonly #board = new StatusBoard()
  #desk: Desk | undefined
  /** Overlay work in order, one after the other. */
  #overlayWork: Promise<void> = Promise.resolve()
  #committing: Promise<unknown> = Promise.resolve()
  #mismatches = 0
  #hush: () => void = () => {}
  readonly #recall: Recall = {}
  readonly #aside: Aside
  readonly local: ReturnType<typeof notesOf>
  /** Tickets kept since this tab was opened. */
  #kept = 0
  #opened: Promise<void> | undefined
  #isOpen = false

  constructor(env: TabletEnv, till: Till, cache: Cache) {
    this.env = env
    this.#aside = new Aside(env)
    // A small note has room where a ticket has none.
    this.local = notesOf(till, async () => {
      if (!this.#board.now.canSave) await this.tryToSave()
    })
    this.#till = till
    this.#cache = cache
    this.#shelf = new Shelf(cache, env.inflate)
    this.#boot = toHex(env.randomBytes(8))
    this.histories = new Histories(env, cache)
    this.shelves = new Shelves({ env, cache, desk: () => this.#whole() })
    this.questions = new ReceiptQuestions({ env, desk: () => this.#whole() })
    this.care = new Care({ env, till, cache })
    this.sync = new SyncLoop({
      env,
      till,
      cache,
      shelf: this.#shelf,
      heartbeat: () => heartbeatOf({ env, till, mismatches: this.#mismatches }),
      whenQuiet: () => this.#committing.then(() => this.#aside.over()),
      changed: (keys, all) => this.#pulled(keys, all),
      mismatch: () => void this.#mismatches++,
      pushed: () => this.#pushed(),
      revoked: (revokedAt) => this.#board.set({ revokedAt }),
      contact: (contact) => this.#heard(contact),
    })
  }

  /** Opens the storage and reads who this tablet is; `settled` tells when its own work is laid as well. Other tabs are heard. */
  open(): Promise<void> {
    this.#opened ??= this.#open()
    return this.#opened
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  async #open(): Promise<void> {
    this.#hush = this.env.channel?.listen((message) => void this.#hear(message).catch(() => {})) ?? (() => {})
    // Side by side wherever they can: a tablet is opened with a customer in front of it.
    const [{ device, anchor, revoked }, wholeAt] = await Promise.all([
      this.#till.open().then(() => this.#till.standing()),
      this.#cache.openOrRenew().then(() => this.#cache.wholeAt()),
    ])
    // The first thing that such a tablet says is whether everything was handed in.
    if (revoked) await this.#count()
    const lastContactAt = Math.max(anchor?.wall ?? 0, wholeAt ?? 0) || null
    if (device) this.#furnish(device)
    this.#isOpen = true
    this.#board.set({ revokedAt: revoked?.at ?? null, lastContactAt })
    // Nobody looks at own work before a PIN is typed.
    this.#later(() => this.#count().then(() => this.env.channel?.post({ is: 'opened' })))
  }

  get device(): DeviceState | undefined {
    return this.#desk?.device
  }

  get rows(): Replica {
    return this.#need().rows
  }

  get directory(): Directory {
    return this.#need().directory
  }

  status(): SyncStatus {
    return this.#board.now
  }

  outbox(): Promise<OutboxEntry[]> {
    return outbox(this.#till)
  }

  /** Asks the storage before money is taken whether there is room for a ticket; `status().canSave` holds what it said. */
  async tryToSave(): Promise<void> {
    this.#board.set({ canSave: (await hasRoom(this.#till, this.env.now())) ?? this.#board.now.canSave })
  }

  onChange(listener: () => void): () => void {
    return this.#board.onChange(listener)
  }

  async enrol(code: string, name?: string): Promise<Result<DeviceState, EnrolProblem>> {
    const enrolled = await enrol({ env: this.env, till: this.#till }, code, name)
    if (!enrolled.ok) return enrolled
    this.#board.set({ revokedAt: null })
    await this.#cache.clear()
    this.#furnish(enrolled.value)
    await this.settled()
    this.env.channel?.post({ is: 'enrolled' })
    await this.#count()
    this.sync.wake()
    return enrolled
  }

  /** Resolves after the strict transaction: now, and not before, it is paid (Y1). */
  async commit(intent: Intent): Promise<Result<Committed, Refusal>> {
    if (!this.#desk) return failure('not-enrolled')
    const work = commit({ env: this.env, till: this.#till, boot: this.#boot, recall: this.#recall }, intent)
    this.#committing = work.catch(() => {})
    const committed = await work
    if (!committed.ok) {
      if (committed.error === 'cannot-save') this.#board.set({ canSave: false })
      return committed
    }
    this.#kept += 1
    this.#board.set({
      waiting: this.#board.now.waiting + 1,
      oldestAt: this.#board.now.oldestAt ?? this.env.now(),
      canSave: this.#board.now.canSave || committed.value.receiptNumber !== null,
    })
    this.#later(() => this.#layNew())
    // The gesture may have been a fact before (O3).
    this.#later(() => this.#count())
    this.env.channel?.post({ is: 'committed' })
    this.sync.pushNow()
    return committed
  }

  /** Every own operation is laid over the rows: what is read now contains it. */
  settled(): Promise<void> {
    return this.#overlayWork
  }

  /** By sale or order id, by receipt number, or by the code on the receipt. */
  async receipt(text: string): Promise<FoundReceipt> {
    return await receiptOf(await this.#whole(), text)
  }

  /** The picture of a member who came by lately; follows redirects. */
  async visitor(member: Id): Promise<Picture | undefined> {
    return await visitorOf(await this.#whole(), member)
  }

  close(): void {
    this.sync.stop()
    this.#hush()
    this.env.channel?.close()
    this.#till.close()
    this.#cache.close()
  }

  #need(): Desk {
    if (!this.#desk) throw new Error('this tablet is not enrolled')
    return this.#desk
  }

  async #whole(): Promise<Desk> {
    await this.settled()
    return this.#need()
  }

  #furnish(device: DeviceState): void {
    const settled = () => this.settled()
    this.#desk = deskOf(this.#cache, device, { env: this.env, shelf: this.#shelf, settled })
    this.#later(() => this.#layNew())
  }

  async #layNew(): Promise<void> {
    if (this.#desk) await layNew({ till: this.#till, cache: this.#cache }, this.#desk)
    this.#board.tell()
  }

  async #pulled(keys: readonly string[], all: boolean): Promise<void> {
    this.#later(() => this.#follow(keys, all))
    await this.settled()
    this.env.channel?.post({ is: 'pulled', keys, all })
  }

  async #follow(keys: readonly string[], all: boolean): Promise<void> {
    const names = all ? 'all' : keys
    if (this.#desk) await followRows({ till: this.#till, cache: this.#cache }, this.#desk, names)
    this.#board.tell()
  }

  /** What was pushed may have made a new incarnation. */
  async #pushed(): Promise<void> {
    await this.#followLife()
    await this.#count()
    this.env.channel?.post({ is: 'pushed' })
  }

  async #hear(message: TabMessage): Promise<void> {
    switch (message.is) {
      case 'committed':
        this.#later(() => this.#layNew())
        this.sync.pushNow()
        break
      case 'pulled':
        this.#later(() => this.#follow(message.keys, message.all))
        return
      case 'pushed':
      case 'enrolled':
        await this.#followLife()
        break
      case 'heard': {
        const { contact, lastContactAt, revokedAt } = message
        // Nothing is called safe before it is counted.
        this.#later(async () => this.#board.set({ contact, lastContactAt, revokedAt }))
        return
      }
      case 'opened': {
        const { contact, lastContactAt, revokedAt } = this.#board.now
        if (this.sync.leads && contact !== 'never')
          this.env.channel?.post({ is: 'heard', contact, lastContactAt, revokedAt })
        return
      }
    }
    await this.#count()
  }

  /** The tablet may go by another name, or have begun another life, since this tab looked. */
  async #followLife(): Promise<void> {
    const known = this.#desk?.device
    const device = await this.#till.read('device')
    if (device && (device.device !== known?.device || device.incarnation !== known.incarnation))
      this.#furnish(device)
    else this.#later(() => this.#layNew()) // what an earlier life left behind goes on at the end of this one
    await this.settled()
  }

  /** Only the leading tab speaks to the server; the others show what it hears. */
  #heard(contact: Contact): void {
    const lastContactAt = contact === 'online' ? this.env.now() : this.#board.now.lastContactAt
    this.#board.set({ contact, lastContactAt })
    this.env.channel?.post({ is: 'heard', contact, lastContactAt, revokedAt: this.#board.now.revokedAt })
  }

  async #count(): Promise<void> {
    const kept = this.#kept
    const { depth, oldestAt } = await outboxDepth(this.#till)
    // What was kept meanwhile is not among them: nothing is called safe before it is counted.
    if (kept !== this.#kept) return await this.#count()
    // The next sale is stored as it is now.
    this.#recall.standing = await this.#till.standing()
    this.#board.set({ waiting: depth, oldestAt })
  }

  readonly stepAside = (): void => this.#aside.step()

  #later(work: () => Promise<void>): void {
    this.#overlayWork = this.#overlayWork.then(work).catch(() => {})
  }
}
