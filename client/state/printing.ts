/** Receipts on paper: which printer this tablet uses, and how the last print went. A sale never waits for any of it. */
import { defineStore } from 'pinia'
import { computed, nextTick, shallowRef } from 'vue'
import * as z from 'zod/mini'
import type { Result } from '#shared/base/result.ts'
import { failure } from '#shared/base/result.ts'
import { printerKinds } from '../devices/printer.ts'
import { centred, line, type Paper, pair, rule } from '../devices/printing/paper.ts'
import type { Orders } from '../devices/printing/raster.ts'
import type { PrintProblem } from '../devices/printing/transport.ts'
import { moneyText } from '../i18n/money.ts'
import { useParts } from './parts.ts'
import type { Paid } from './paid.ts'
import { type Letterhead, receiptPaper, type Words } from './receipt-paper.ts'
import { useSession } from './session.ts'
import type { CounterTablet } from './tablet.ts'

const Setup = z.object({
  kind: z.enum(printerKinds),
  width: z.union([z.literal(58), z.literal(80)]),
  baud: z.int(),
  /** The cash drawer hangs on the printer, and opens for cash. */
  drawer: z.boolean(),
})
export type Setup = Readonly<z.infer<typeof Setup>>

const atFirst: Setup = { kind: 'browser', width: 80, baud: 115_200, drawer: true }
const rememberedAs = 'printer'

export type PrintStage =
  | { readonly kind: 'idle' | 'printing' | 'printed' | 'connected' }
  | { readonly kind: 'problem'; readonly problem: PrintProblem }

export const usePrinting = defineStore('printing', () => {
  const { printers, tablet } = useParts()
  const session = useSession()

  const setup = shallowRef(atFirst)
  const stage = shallowRef<PrintStage>({ kind: 'idle' })
  /** What the page holds for the browser's dialogue is marked too. */
  const isReprint = shallowRef(false)
  const kinds = computed(() => printers.kinds)
  const onPaper = new Set<string>()
  /** One after the other: a slow line may still be busy with the customer before. */
  let inHand: Promise<unknown> = Promise.resolve()
  /** Only the latest print may say how it went. */
  let shown = 0
  const loaded = load()

  async function load(): Promise<void> {
    const kept = z.safeParse(Setup, await tablet.local.get(rememberedAs).catch(() => undefined))
    if (kept.success && printers.kinds.includes(kept.data.kind)) setup.value = kept.data
  }

  async function change(news: Partial<Setup>): Promise<void> {
    await loaded
    setup.value = { ...setup.value, ...news }
    stage.value = { kind: 'idle' }
    // A tablet that cannot remember it still prints now.
    await tablet.local.set(rememberedAs, setup.value).catch(() => undefined)
  }

  /** From a tap: the browser shows its list of printers. */
  async function connect(): Promise<void> {
    const chosen = await printers.choose(setup.value).catch(failed)
    stage.value = chosen.ok ? { kind: 'connected' } : { kind: 'problem', problem: chosen.error }
  }

  /** `old`: it comes from the books and not from the sale that was just made. */
  async function printReceipt(paid: Paid, words: Words, { old = false } = {}): Promise<void> {
    if (stage.value.kind === 'printing') return
    stage.value = { kind: 'printing' }
    await loaded
    const name = paid.receiptNumber ?? String(paid.at)
    isReprint.value = old || onPaper.has(name)
    await nextTick()
    const paper = receiptPaper(paid, {
      head: letterheadOf(session.device),
      words,
      isReprint: isReprint.value,
    })
    const hasCash = paid.tenders.some(({ kind }) => kind === 'cash')
    // Asking for a receipt again is no way to open the drawer.
    const drawer = setup.value.drawer && hasCash && !isReprint.value
    if (await send(paper, { drawer, copies: 1 })) onPaper.add(name)
  }

  async function printTest(words: Words): Promise<void> {
    if (stage.value.kind === 'printing') return
    stage.value = { kind: 'printing' }
    await loaded
    await send(testPaper(letterheadOf(session.device), words), { drawer: false, copies: 1 })
  }

  async function send(paper: Paper, orders: Orders): Promise<boolean> {
    const print = async (): Promise<Result<undefined, PrintProblem>> =>
      (await printers.printer(setup.value)).print(paper, orders)
    const mine = (shown += 1)
    const sent = inHand.then(() => print().catch(failed))
    inHand = sent
    const done = await sent
    if (mine === shown) stage.value = done.ok ? { kind: 'printed' } : { kind: 'problem', problem: done.error }
    return done.ok
  }

  /** What the last print said is no news for the next customer. */
  function forget(): void {
    shown += 1
    stage.value = { kind: 'idle' }
  }

  return { setup, stage, isReprint, kinds, change, connect, printReceipt, printTest, forget }
})

/** Widest and narrowest: Chinese, a long amount, both edges. */
function testPaper(head: Letterhead, words: Words): Paper {
  return [
    centred(head.chain, { size: 'large', bold: true }),
    centred(`${head.store} · ${head.register}`),
    rule,
    line(words('printing.testWords')),
    pair(words('receipt.total'), moneyText(1_234_567_890), { size: 'large', bold: true }),
    rule,
  ]
}

function letterheadOf(device: CounterTablet['device']): Letterhead {
  return {
    chain: device?.chain.name ?? '',
    store: device?.store.name ?? '',
    register: device?.register.name ?? '',
  }
}

function failed(): Result<never, PrintProblem> {
  return failure('failed')
}
