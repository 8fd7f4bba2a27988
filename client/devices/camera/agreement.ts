/**
 * When a read counts. A blurred bar is misread differently in every frame, so the same text in two frames is what stands
 * there, and a text in one frame is nothing yet. Pure: what was seen goes in and comes out, time is an argument.
 */
import type { BarcodeRead } from './engine.ts'

export type Seen = {
  readonly read: BarcodeRead
  /** When it was last in a frame. Monotonic milliseconds. */
  readonly at: number
  readonly counted: boolean
  /** Frames since then that were looked at without finding it. */
  readonly missed: number
}

/** Two frames further apart than this are two looks at the shelf. */
const agreeMsMax = 1000
/**
 * A code that stays before the camera is one piece: it counts again after it was out of sight for this long, in at least so many
 * frames. A tablet that is too busy to look has not seen that it is gone.
 */
const outOfSightMs = 1500
const outOfSightFrames = 2

export function agree(
  seen: readonly Seen[],
  reads: readonly BarcodeRead[],
  at: number,
): { readonly seen: readonly Seen[]; readonly counted: readonly BarcodeRead[] } {
  const fresh = seen.filter((one) => !isGone(one, at))
  const now = distinct(reads).map((read) => {
    const before = fresh.find((one) => isSame(one.read, read))
    return { read, at, counted: before !== undefined, isNew: before !== undefined && !before.counted }
  })
  const others = fresh.filter((one) => !now.some(({ read }) => isSame(one.read, read)))
  return {
    seen: [
      ...others.map((one) => ({ ...one, missed: one.missed + 1 })),
      ...now.map(({ read, counted }) => ({ read, at, counted, missed: 0 })),
    ],
    counted: now.filter(({ isNew }) => isNew).map(({ read }) => read),
  }
}

const isGone = ({ at: last, counted, missed }: Seen, at: number): boolean =>
  counted ? at - last >= outOfSightMs && missed >= outOfSightFrames : at - last >= agreeMsMax

function distinct(reads: readonly BarcodeRead[]): readonly BarcodeRead[] {
  return reads.filter((read, place) => reads.findIndex((other) => isSame(other, read)) === place)
}

function isSame(one: BarcodeRead, other: BarcodeRead): boolean {
  return one.text === other.text && one.format === other.format
}
