import { describe, expect, test } from 'vitest'
import { readOptions, UsageError } from '../../replay/options.ts'
import { Progress } from '#server/import/progress.ts'

function drawn(isTTY: boolean, run: (bar: Progress, wait: (ms: number) => void) => void): string[] {
  const texts: string[] = []
  let clock = 5000
  const bar = new Progress({
    label: 'ringing',
    total: 200,
    now: () => clock,
    out: { isTTY, columns: 60, write: (text) => texts.push(text) },
  })
  run(bar, (ms) => (clock += ms))
  bar.end()
  return texts
}

describe('the progress bar', () => {
  test('writes a line every tenth where nothing can be redrawn, with counts and the time left', () => {
    const texts = drawn(false, (bar, wait) => {
      for (let done = 0; done <= 200; done += 1) {
        bar.reach(done, { sales: done * 10 })
        wait(500)
      }
    })
    expect(texts).toHaveLength(10)
    expect(texts[0]).toBe('ringing ██░░░░░░░░░░░░░░░░░░░░░░  10 % · 1 min 30 s left · 200 sales\n')
    expect(texts.at(-1)).toBe('ringing ████████████████████████ 100 % · took 1 min 40 s · 2,000 sales\n')
  })

  test('redraws one line on a terminal, not more than ten times a second, never wider than it, and ends it', () => {
    const texts = drawn(true, (bar, wait) => {
      for (let done = 0; done <= 200; done += 1) {
        bar.reach(done, { sales: done, waiting: 123_456, cut: 4 })
        wait(20)
      }
    })
    expect(texts.length).toBeLessThan(50)
    expect(texts.at(-1)).toBe('\n')
    for (const text of texts.slice(0, -1)) {
      expect(text.startsWith('\r\u001b[K')).toBe(true)
      expect(text.length).toBeLessThan(60 + 4)
      expect(text).not.toContain('\n')
    }
  })
})

describe('the command line', () => {
  test('takes nothing, a file, days and a seed', () => {
    expect(readOptions([])).toMatchObject({ from: undefined, to: undefined, seed: undefined })
    expect(readOptions([]).file).toMatch(/online-retail-2011-08\.csv\.gz$/)
    const args = ['log.csv', '--from', '2011-01-01', '--to=2011-02-28', '--seed', '7']
    const days = { file: 'log.csv', from: '2011-01-01', to: '2011-02-28', seed: '7' }
    expect(readOptions(args)).toEqual({ ...days, returns: false, rows: undefined })
    expect(readOptions([...args, '--returns', '--rows', 'rows.csv'])).toEqual({
      ...days,
      returns: true,
      rows: 'rows.csv',
    })
  })

  test.each([
    [['a.csv', 'b.csv'], 'one file at a time'],
    [['--from', '2011-02-30'], '--from 2011-02-30 is not a day'],
    [['--to', 'August'], '--to August is not a day'],
    [['--from', '2011-09-01', '--to', '2011-08-01'], '--from 2011-09-01 lies after --to 2011-08-01'],
    [['--fast'], '--fast'],
  ])('refuses %j and shows how it is used', (args, message) => {
    expect(() => readOptions(args)).toThrow(UsageError)
    expect(() => readOptions(args)).toThrow(message)
    expect(() => readOptions(args)).toThrow('usage: npm run replay')
  })
})
