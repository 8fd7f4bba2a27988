import { describe, expect, it } from 'vitest'
import { languages } from '#client/i18n/language.ts'
import { textsOf } from '../../../make/texts.ts'
import { discrepancy } from '#shared/domain/discrepancy.ts'
import {
  byDearest,
  byNewest,
  deedsFor,
  type InboxEntry,
  inboxOf,
  nextTurn,
  owesAnswer,
  shelfOf,
  standing,
} from '#shared/domain/inbox.ts'
import { money } from '#shared/domain/money.ts'
import { DISCREPANCY_CODES, REMEDIES, treatmentOf } from '#shared/domain/remedy.ts'
import { type Deed, isApproved, rightFor, type Settlement, type Step } from '#shared/domain/settlement.ts'
import { acceptMaxOf, DEFAULT_TERMS } from '#shared/domain/terms.ts'
import { madeId } from '../../../make/ids.ts'

const here = 'store:S01'
const there = 'store:S02'
const seen = (code: 'total-differs' | 'device-forked', at = 1, cost?: number) =>
  discrepancy(code, { op: 'x', at, ...(cost === undefined ? {} : { cost }) })

const step = (n: number, deed: Deed, more: Partial<Step> = {}): Step => ({
  op: madeId(n),
  at: n,
  turn: n,
  where: here,
  staff: 'E01',
  approver: null,
  note: '',
  deed,
  seen: { ...seen('total-differs'), facts: [] },
  ...more,
})
const settled = (key: string, home: string, ...steps: Step[]): Settlement => ({
  key,
  home,
  steps: Object.fromEntries(steps.map((one) => [one.op, one])),
})
const entryOf = (...steps: Step[]): InboxEntry => {
  const rows = { discrepancies: new Map([['k', seen('total-differs')]]), questions: [] }
  const [entry] = inboxOf(here, { ...rows, settlements: [settled('k', here, ...steps)] })
  if (!entry) throw new Error('no entry')
  return entry
}
const ask: Deed = { did: 'ask', store: there }
const accept: Deed = { did: 'accept', limit: money(500) }

describe('what is known of every code', () => {
  it.each(DISCREPANCY_CODES)('R46 %s has its words, its next step, an owner and a remedy', (code) => {
    const { remedies, corrections, owner, severity } = treatmentOf(code)
    expect(remedies.length).toBeGreaterThan(0)
    expect(REMEDIES).toEqual(expect.arrayContaining([...remedies]))
    expect(remedies.includes('correct')).toBe(corrections.length > 0)
    expect([owner, severity]).toEqual([
      expect.stringMatching(/^(store|office)$/),
      expect.stringMatching(/^(high|middle|low)$/),
    ])
    const told = discrepancy(code, { op: 'x', at: 0 })
    for (const language of languages) {
      const next: Readonly<Record<string, string>> = textsOf(language).discrepancies.next
      expect(next[code]).toBeTruthy()
      expect(told.text[language]).toBeTruthy()
    }
  })

  it('R46 a code that is newer than this app can be asked about and accepted', () => {
    expect(treatmentOf('from-the-future').remedies).toEqual(['ask', 'accept'])
  })
})

describe('the inbox', () => {
  it('R46 a row of an earlier server, without facts and cost, is shown as it is', () => {
    const [entry] = inboxOf(here, {
      discrepancies: new Map([['k', seen('device-forked')]]),
      settlements: [],
      questions: [],
    })
    expect(entry).toMatchObject({ home: here, key: 'k', steps: [], isOver: false })
    expect(shelfOf(entry as InboxEntry, here)).toBe('open')
  })

  it('R47 what settled itself is closed, with what was done about it', () => {
    const [entry, ...others] = inboxOf(here, {
      discrepancies: new Map([['other', { ...seen('total-differs'), settled: true as const }]]),
      settlements: [settled('k', here, step(1, { did: 'take' }))],
      questions: [],
    })
    if (!entry) throw new Error('no entry')
    expect(others).toEqual([])
    expect([entry.isOver, shelfOf(entry, here), deedsFor(entry, here)]).toEqual([true, 'closed', []])
  })

  it('an entry goes from open to asked and back, and is closed until it is taken up again', () => {
    const steps: Step[] = []
    const shelves = [ask, { did: 'answer', home: here } as const, accept, { did: 'reopen' } as const].map(
      (deed, n) => {
        steps.push(step(n + 1, deed))
        return shelfOf(entryOf(...steps), here)
      },
    )
    expect(shelves).toEqual(['asked', 'open', 'closed', 'open'])
    expect(nextTurn(entryOf(...steps))).toBe(5)
  })

  it('who takes it owns it, and the next one who takes it does', () => {
    const taken = entryOf(step(1, { did: 'take' }), step(2, { did: 'take' }, { staff: 'E02' }))
    expect(standing(taken).owner).toBe('E02')
  })

  it('R49 a question is open where it is asked until it is answered, and only there', () => {
    const question = (...steps: Step[]): InboxEntry => ({ ...entryOf(...steps), home: there })
    const asked = question(step(1, { did: 'ask', store: here }))
    expect([owesAnswer(asked, here), shelfOf(asked, here), deedsFor(asked, here)]).toEqual([
      true,
      'open',
      ['answer'],
    ])
    expect(owesAnswer(asked, 'store:S03')).toBe(false)
    const answered = question(
      step(1, { did: 'ask', store: here }),
      step(2, { did: 'answer', home: there }, { where: here }),
    )
    expect([shelfOf(answered, here), deedsFor(answered, here)]).toEqual(['closed', []])
  })

  it('R49 who has to bear it hears of it, and may say something once', () => {
    const charge: Deed = { did: 'charge-back', to: here, amount: money(400) }
    const charged: InboxEntry = { ...entryOf(step(1, charge)), home: there }
    expect(owesAnswer(charged, here)).toBe(true)
    const said = step(2, { did: 'answer', home: there }, { where: here })
    expect(owesAnswer({ ...charged, steps: [...charged.steps, said] }, here)).toBe(false)
  })

  it('the newest or the dearest comes first', () => {
    const of = (key: string, at: number, cost?: number): InboxEntry => ({
      home: here,
      key,
      seen: seen('total-differs', at, cost),
      steps: [],
      isOver: false,
    })
    const all = [of('old', 1, 900), of('new', 3), of('gain', 2, -50), of('dear', 2, 100)]
    expect(all.toSorted(byNewest).map(({ key }) => key)).toEqual(['new', 'dear', 'gain', 'old'])
    expect(all.toSorted(byDearest).map(({ key }) => key)).toEqual(['old', 'dear', 'new', 'gain'])
  })
})

describe('whose right it is', () => {
  it('R48 a loss above the terms’ amount, a charge and a reopening take a manager', () => {
    const code = 'total-differs'
    const charge: Deed = { did: 'charge-back', to: 'staff:E01', amount: money(1) }
    expect([
      rightFor(accept, { code, cost: 500 }),
      rightFor(accept, { code, cost: 501 }),
      rightFor(charge, { code, cost: 0 }),
      rightFor({ did: 'reopen' }, { code }),
      rightFor(ask, { code, cost: 9999 }),
    ]).toEqual([undefined, 'accept-loss', 'charge-back', 'reopen-discrepancy', undefined])
    expect(isApproved('accept-loss', ['associate', undefined])).toBe(false)
    expect(isApproved('accept-loss', ['associate', 'manager'])).toBe(true)
  })

  it('R48 what nobody can put a number to takes one when it is grave, and a small loss never does', () => {
    expect([
      rightFor(accept, { code: 'transfer-differs' }),
      rightFor(accept, { code: 'operation-malformed' }),
      rightFor(accept, { code: 'operations-missing' }),
      rightFor(accept, { code: 'credit-overspent' }),
      rightFor(accept, { code: 'credit-overspent', cost: 500 }),
    ]).toEqual([undefined, undefined, 'accept-loss', 'accept-loss', undefined])
  })

  it('R48 terms that say nothing of it leave every loss to a manager', () => {
    expect(acceptMaxOf({})).toBe(0)
    expect(acceptMaxOf(DEFAULT_TERMS)).toBe(500)
  })
})
