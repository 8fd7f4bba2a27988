/** Success and failure that can be told apart without looking: a high short tone, a low double one, and a shake. */
export interface Feedback {
  success(): void
  failure(): void
  /** Off: only the shake is left. */
  setSound(on: boolean): void
}

type Tone = { readonly hertz: number; readonly startMs: number; readonly lengthMs: number }

const successTones: readonly Tone[] = [{ hertz: 1320, startMs: 0, lengthMs: 70 }]
const failureTones: readonly Tone[] = [
  { hertz: 220, startMs: 0, lengthMs: 140 },
  { hertz: 196, startMs: 180, lengthMs: 180 },
]

export function audibleFeedback(): Feedback {
  let context: AudioContext | undefined
  let isLoud = true
  const play = (tones: readonly Tone[]): void => {
    if (!isLoud) return
    context ??= new AudioContext()
    // A browser mutes a page that nobody has touched yet; the sign-in touch unlocks it.
    if (context.state === 'suspended') void context.resume()
    for (const tone of tones) sound(context, tone)
  }
  return {
    success() {
      play(successTones)
      shake([30])
    },
    failure() {
      play(failureTones)
      shake([80, 60, 80])
    },
    setSound(on) {
      isLoud = on
    },
  }
}

function sound(context: AudioContext, { hertz, startMs, lengthMs }: Tone): void {
  const oscillator = context.createOscillator()
  const gain = context.createGain()
  oscillator.frequency.value = hertz
  gain.gain.value = 0.08
  oscillator.connect(gain).connect(context.destination)
  const start = context.currentTime + startMs / 1000
  oscillator.start(start)
  oscillator.stop(start + lengthMs / 1000)
}

/** Safari has no vibration. */
function shake(pattern: number[]): void {
  if ('vibrate' in navigator) navigator.vibrate(pattern)
}
