import { expect, it } from 'vitest'
import { failure, type Result, success } from '#shared/base/result.ts'
import { money } from '#shared/domain/money.ts'
import type { Printers, PrinterSetup } from '#client/devices/printer.ts'
import type { Paper } from '#client/devices/printing/paper.ts'
import type { Orders } from '#client/devices/printing/raster.ts'
import type { PrintProblem } from '#client/devices/printing/transport.ts'
import { textsOf } from '../../../make/texts.ts'
import type { Paid } from '#client/state/paid.ts'
import { usePrinting } from '#client/state/printing.ts'
import type { Words } from '#client/state/receipt-paper.ts'
import { makeCounter } from '../../../make/counter.ts'

const texts: Readonly<Record<string, unknown>> = textsOf('zh-TW')
const words: Words = (key, named = {}) => {
  const [room = '', word = ''] = key.split('.')
  const found: unknown = Reflect.get(Object(texts[room]), word)
  if (typeof found !== 'string') throw new Error(`no words for ${key}`)
  return found.replace(/\{(\w+)\}/g, (_, name: string) => String(named[name]))
}

const paidBy = (tenders: Paid['tenders'], receiptNumber = 'R01-A-000001'): Paid => ({
  kind: 'sale',
  receiptNumber,
  receiptCode: 'OC1.code',
  lines: [{ sku: 'CUP-01', name: '陶瓷馬克杯', quantity: 2, unitPrice: money(290), kind: 'goods' }],
  tenders,
  total: 580,
  change: 420,
  at: Date.UTC(2026, 10, 22, 6, 5),
  staffName: '林小芳',
  invoice: {},
  points: undefined,
  isCopy: false,
})
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))
const cash = { kind: 'cash', amount: money(580), tendered: money(1000) } as const
const card = { kind: 'external', amount: money(580), reference: 'T-991' } as const

function openShop(answers: Result<undefined, PrintProblem>[] = []) {
  const jobs: { readonly setup: PrinterSetup; readonly paper: Paper; readonly orders: Orders }[] = []
  const printers: Printers = {
    kinds: ['browser', 'usb', 'serial'],
    printer: async (setup) => ({
      async print(paper, orders) {
        jobs.push({ setup, paper, orders })
        return answers.shift() ?? success(undefined)
      },
    }),
    choose: async () => failure('not-chosen'),
  }
  const made = makeCounter({}, { printers })
  return { ...made, jobs, printing: usePrinting(made.pinia) }
}

const said = (paper: Paper | undefined): readonly string[] =>
  (paper ?? []).flatMap((block) => {
    if (block.kind === 'pair') return [`${block.left}|${block.right}`]
    return block.kind === 'text' || block.kind === 'qr' ? [block.text] : []
  })

it('the receipt says who sold what, when, for how much, and ends with its code', async () => {
  const { printing, jobs } = openShop()
  await printing.printReceipt(paidBy([cash]), words)
  expect(said(jobs[0]?.paper)).toEqual([
    '示範品牌',
    '台北信義門市 · 1 號收銀台',
    '收據',
    '收據號碼|R01-A-000001',
    '2026/11/22 14:05|經手人 林小芳',
    '陶瓷馬克杯',
    'NT$290 × 2|NT$580',
    '總計|NT$580',
    '現金|NT$1,000',
    '找零|NT$420',
    '內含營業稅|NT$28',
    'OC1.code',
    'OC1.code',
    '退換貨請出示這張收據',
  ])
  expect(jobs[0]?.paper.some(({ kind }) => kind === 'qr')).toBe(true)
  expect(printing.stage).toEqual({ kind: 'printed' })
})

it('a return is called a return', async () => {
  const { printing, jobs } = openShop()
  await printing.printReceipt({ ...paidBy([cash]), kind: 'return' }, words)
  expect(said(jobs[0]?.paper)).toEqual(expect.arrayContaining(['退貨收據', '退款合計|NT$580']))
})

it('the drawer opens for cash and for nothing else', async () => {
  const { printing, jobs } = openShop()
  await printing.printReceipt(paidBy([cash], 'R01-A-000001'), words)
  await printing.printReceipt(paidBy([card], 'R01-A-000002'), words)
  await printing.printReceipt(paidBy([card, cash], 'R01-A-000003'), words)
  await printing.change({ drawer: false })
  await printing.printReceipt(paidBy([cash], 'R01-A-000004'), words)
  expect(jobs.map(({ orders }) => orders.drawer)).toEqual([true, false, true, false])
})

it('printed again it is marked, and leaves the drawer shut', async () => {
  const { printing, jobs } = openShop()
  await printing.printReceipt(paidBy([cash]), words)
  expect(printing.isReprint).toBe(false)
  await printing.printReceipt(paidBy([cash]), words)
  expect(printing.isReprint).toBe(true)
  expect(jobs.map(({ paper }) => said(paper).includes('補印'))).toEqual([false, true])
  expect(jobs.map(({ orders }) => orders.drawer)).toEqual([true, false])
})

it('from the books it is marked the first time', async () => {
  const { printing, jobs } = openShop()
  await printing.printReceipt(paidBy([cash]), words, { old: true })
  expect(said(jobs[0]?.paper)).toContain('補印')
})

it('what did not print is told, and the next try is no reprint', async () => {
  const { printing, jobs } = openShop([failure('no-paper')])
  await printing.printReceipt(paidBy([cash]), words)
  expect(printing.stage).toEqual({ kind: 'problem', problem: 'no-paper' })
  await printing.printReceipt(paidBy([cash]), words)
  expect(said(jobs[1]?.paper)).not.toContain('補印')
  expect(printing.stage).toEqual({ kind: 'printed' })
})

it('a slow printer says nothing to the next customer, and prints one after the other', async () => {
  const waiting: (() => void)[] = []
  const printers: Printers = {
    ...openShopPrinters,
    printer: async () => ({
      print: () =>
        new Promise((resolve) => {
          waiting.push(() => resolve(failure('silent')))
        }),
    }),
  }
  const printing = usePrinting(makeCounter({}, { printers }).pinia)
  const first = printing.printReceipt(paidBy([cash], 'R01-A-000001'), words)
  await settled()
  printing.forget()
  const second = printing.printReceipt(paidBy([cash], 'R01-A-000002'), words)
  await settled()
  expect(waiting.length).toBe(1)
  waiting[0]?.()
  await first
  await settled()
  expect(printing.stage).toEqual({ kind: 'printing' })
  waiting[1]?.()
  await second
  expect(printing.stage).toEqual({ kind: 'problem', problem: 'silent' })
})

it('the tablet remembers its printer', async () => {
  const { printing, tablet } = openShop()
  await printing.change({ kind: 'usb', width: 58 })
  const { pinia } = makeCounter({}, { tablet, printers: { ...openShopPrinters, kinds: ['browser', 'usb'] } })
  const again = usePrinting(pinia)
  await again.printTest(words)
  expect(again.setup).toMatchObject({ kind: 'usb', width: 58 })
})

const openShopPrinters: Printers = {
  kinds: ['browser'],
  printer: async () => ({ print: async () => success(undefined) }),
  choose: async () => success(undefined),
}

it('a printer that this browser cannot reach is forgotten for its own dialogue', async () => {
  const { printing, tablet } = openShop()
  await printing.change({ kind: 'serial' })
  const again = usePrinting(makeCounter({}, { tablet, printers: openShopPrinters }).pinia)
  await again.printTest(words)
  expect(again.setup.kind).toBe('browser')
})

it('nothing chosen in the list of the browser is told as that', async () => {
  const { printing } = openShop()
  await printing.change({ kind: 'usb' })
  await printing.connect()
  expect(printing.stage).toEqual({ kind: 'problem', problem: 'not-chosen' })
})
