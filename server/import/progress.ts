// How far a long run is. On a terminal one line is redrawn; elsewhere (a log file) a line is written at every tenth.

export type ProgressOutput = {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): unknown
}

export type ProgressSetup = {
  readonly label: string
  readonly total: number
  readonly out: ProgressOutput
  /** milliseconds of a clock that only goes forward */
  readonly now: () => number
}

const barWidth = 24
const redrawMsMin = 100

export class Progress {
  readonly #setup: ProgressSetup
  readonly #startedAt: number
  #done = 0
  #drawnAt = -Infinity
  #tenths = 0

  constructor(setup: ProgressSetup) {
    this.#setup = setup
    this.#startedAt = setup.now()
  }

  /** `done` of `total`; `counts` are shown as they are, for example `{ sales: 120, waiting: 14 }`. */
  reach(done: number, counts: Readonly<Record<string, number>> = {}): void {
    this.#done = Math.min(Math.max(done, this.#done), this.#setup.total)
    const now = this.#setup.now()
    if (this.#setup.out.isTTY === true) {
      if (now - this.#drawnAt < redrawMsMin && this.#done < this.#setup.total) return
      this.#drawnAt = now
      const width = this.#setup.out.columns ?? 80
      this.#setup.out.write(`\r\u001b[K${this.#line(now, counts).slice(0, width - 1)}`)
      return
    }
    const tenths = Math.floor(this.#share() * 10)
    if (tenths <= this.#tenths) return
    this.#tenths = tenths
    this.#setup.out.write(`${this.#line(now, counts)}\n`)
  }

  end(): void {
    if (this.#setup.out.isTTY === true) this.#setup.out.write('\n')
  }

  #share(): number {
    return this.#setup.total === 0 ? 1 : this.#done / this.#setup.total
  }

  #line(now: number, counts: Readonly<Record<string, number>>): string {
    const share = this.#share()
    const filled = Math.round(share * barWidth)
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`
    const elapsedMs = now - this.#startedAt
    const time =
      share >= 1
        ? `took ${seconds(elapsedMs)}`
        : share > 0
          ? `${seconds((elapsedMs * (1 - share)) / share)} left`
          : 'starting'
    const details = Object.entries(counts).map(([name, count]) => `${count.toLocaleString('en-US')} ${name}`)
    return [
      `${this.#setup.label} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %`,
      time,
      ...details,
    ].join(' · ')
  }
}

function seconds(ms: number): string {
  const whole = Math.round(ms / 1000)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
