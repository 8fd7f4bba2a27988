import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readGesture } from '../../tablet/gestures.ts'
import { openShopServer, type ShopServer } from './shop-server.ts'

let server: ShopServer
beforeAll(async () => void (server = await openShopServer()))
afterAll(async () => await server.stop())

const line = { sku: 'TEA', quantity: 1, unitPrice: 150 }

const good: readonly object[] = [
  { do: 'enrol-device', code: 'BCDF-GHJK-LMNP', name: 'left counter' },
  { do: 'enrol', name: '王小明', phone: '0912345678', card: 'M0000001', ref: 'her' },
  { do: 'sale', lines: [line], ref: 's1', at: '2011-08-01 09:30:00' },
  {
    do: 'sale',
    lines: [line],
    tender: { kind: 'external', reference: 'T1' },
    member: { phone: '0912345678' },
  },
  {
    do: 'sale',
    lines: [line],
    tender: [
      { kind: 'cash', amount: 100 },
      { kind: 'cash', tendered: 100 },
    ],
    at: 1_312_162_200_000,
  },
  { do: 'return', lines: [{ ...line, of: { ref: 's1', line: 0 } }], reason: 'too sweet' },
  {
    do: 'return',
    lines: [{ quantity: 1, of: { receipt: 'R01-A-000001', line: 0 } }, line],
    reason: 'x',
    member: { card: 'M1' },
  },
  { do: 'adjust', lines: [{ sku: 'TEA', quantity: -2 }], reason: 'broken' },
  { do: 'look up', card: 'M0000001' },
  { do: 'online' },
  { do: 'offline', ref: 'o' },
  { do: 'wait', ms: 10 },
  { do: 'wait', for: 'drained' },
  { do: 'wait', for: 'pulled', ms: 1000 },
  { do: 'crash' },
  { do: 'dump' },
  { do: 'stop' },
]

const bad: readonly (readonly [gesture: unknown, reason: RegExp])[] = [
  [{ do: 'dance' }, /do: .*'sale'/],
  [{}, /do: /],
  [[], /expected object/],
  [{ do: 'sale' }, /lines/],
  [{ do: 'sale', lines: [{ ...line, quantity: 0 }] }, /lines\.0\.quantity/],
  [{ do: 'sale', lines: [{ ...line, unitPrice: 1.5 }] }, /lines\.0\.unitPrice/],
  [{ do: 'sale', lines: [line], tender: { kind: 'cheque' } }, /tender/],
  [{ do: 'sale', lines: [line], member: { id: 'her' } }, /member/],
  [{ do: 'sale', lines: [line], at: 'yesterday' }, /at/],
  [{ do: 'return', lines: [line] }, /reason/],
  [{ do: 'return', lines: [{ ...line, of: { line: 0 } }], reason: 'x' }, /lines\.0\.of/],
  [{ do: 'enrol', card: 'M0000001' }, /name/],
  [{ do: 'enrol-device' }, /code/],
  [{ do: 'adjust', lines: [{ sku: 'TEA', quantity: 0.5 }], reason: 'x' }, /quantity/],
  [{ do: 'wait', for: 'godot' }, /for/],
  [{ do: 'wait', ms: -1 }, /ms/],
  [{ do: 'crash', now: true }, /now/],
]

describe('a gesture', () => {
  it.each(good.map((gesture) => [JSON.stringify(gesture)]))('is understood: %s', (text) => {
    expect(readGesture(text)).toMatchObject({ ok: true })
  })

  it.each(bad.map(([gesture, reason]) => [JSON.stringify(gesture), reason] as const))(
    'is not understood, with the reason: %s',
    (text, reason) => {
      const reading = readGesture(text)
      expect(reading).toMatchObject({ ok: false, error: { code: 'not-a-gesture' } })
      expect(reading.ok || reading.error.reason).toMatch(reason)
    },
  )

  it('is one line of JSON', () => {
    expect(readGesture('sell tea')).toMatchObject({ ok: false, error: { code: 'not-json' } })
  })
})

type Exit = {
  readonly code: number
  readonly answers: readonly Record<string, unknown>[]
  readonly stderr: string
}

function runTablet(args: readonly string[], input: readonly string[]): Promise<Exit> {
  return new Promise((settle) => {
    const program = resolve(import.meta.dirname, '../../tablet/main.ts')
    const child = execFile(process.execPath, [program, ...args], (error, stdout, stderr) => {
      const answers = stdout.split('\n').filter((text) => text !== '')
      const parsed = answers.map(
        (text): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>,
      )
      settle({ code: Number(error?.code ?? 0), answers: parsed, stderr })
    })
    child.stdin?.end(input.map((text) => `${text}\n`).join(''))
  })
}

describe('the program', () => {
  it('answers each line in order, goes on after every mistake, and ends with stop', async () => {
    const code = await server.codeFor('S1')
    const lines: readonly (object | string)[] = [
      { do: 'offline' },
      { do: 'sale', lines: [line], ref: 's1' },
      'sell tea',
      { do: 'dance', ref: 'd' },
      { do: 'sale', lines: [line], tender: { kind: 'cash', tendered: 100 }, ref: 's2' },
      { do: 'return', lines: [{ quantity: 1, of: { ref: 'nothing', line: 0 } }], reason: 'x' },
      { do: 'crash' },
      { do: 'online' },
      { do: 'wait', for: 'drained', ref: 'w' },
      { do: 'dump' },
      { do: 'stop' },
      { do: 'dump' },
    ]
    const input = lines.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
    const { code: exit, answers, stderr } = await runTablet(['--server', server.url, '--code', code], input)
    expect(stderr).toBe('')
    expect(exit).toBe(0)
    expect(answers).toMatchObject([
      { ok: true, do: 'enrol-device', register: { id: 'R01' } },
      { ok: true, do: 'offline' },
      {
        ok: true,
        do: 'sale',
        ref: 's1',
        total: 150,
        receiptNumber: expect.stringMatching(/^R01-[A-Z]+-000001$/) as unknown,
      },
      { ok: false, error: 'not-json' },
      { ok: false, error: 'not-a-gesture' },
      {
        ok: false,
        do: 'sale',
        ref: 's2',
        error: 'too-little-cash',
        reason: 'less cash was handed over than is due',
      },
      { ok: false, do: 'return', error: 'ref-unknown', reason: 'no earlier gesture has this ref: nothing' },
      { ok: true, do: 'crash', waiting: 1 },
      { ok: true, do: 'online' },
      { ok: true, do: 'wait', ref: 'w' },
      { ok: true, do: 'dump', till: { operations: 1, waiting: 0, durableSeq: 1 } },
      { ok: true, do: 'stop', waiting: 0 },
    ])
    expect(answers).toHaveLength(12)
  })

  it('says how it is called', async () => {
    const { code, stderr } = await runTablet(['--server', 'nowhere'], [])
    expect(code).toBe(1)
    expect(stderr).toMatch(/usage: npm run tablet/)
  })
})
