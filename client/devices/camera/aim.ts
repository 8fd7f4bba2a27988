/** Which part of the picture is read: what stands in the aim frame. Pure. */

export type Size = { readonly width: number; readonly height: number }
export type Box = Size & { readonly x: number; readonly y: number }

/** Shares of the shown picture; CameraPanel draws the same frame. Wide enough for a long code, high enough for a QR code. */
export const aimShare = { width: 0.84, height: 0.72 } as const

/** More dots than this make no code clearer and every frame slower. */
const sideMax = 960

/**
 * The box of the camera's picture that the aim frame shows, when the picture fills `view` and what does not fit is cut off
 * (`object-fit: cover`).
 */
export function aimedAt(picture: Size, view: Size): Box {
  const scale = Math.max(view.width / picture.width, view.height / picture.height)
  const width = Math.min(picture.width, Math.round((view.width * aimShare.width) / scale))
  const height = Math.min(picture.height, Math.round((view.height * aimShare.height) / scale))
  return {
    x: Math.round((picture.width - width) / 2),
    y: Math.round((picture.height - height) / 2),
    width,
    height,
  }
}

/** How large the box is handed to the reader. */
export function readAt({ width, height }: Size): Size {
  const scale = Math.min(1, sideMax / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
