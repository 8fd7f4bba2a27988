import { type Id, id } from '#shared/base/id.ts'

/** 2026-03-02 10:00 in Taipei. */
export const morningMs = Date.UTC(2026, 2, 2, 2)

/** The nth id of a test: later ones are later in time. */
export const madeId = (n: number): Id => {
  const time = (morningMs + n).toString(16).padStart(12, '0')
  const random = Math.imul(n, 0x9e3779b1) >>> 0
  const tail = n.toString(16).padStart(4, '0') + random.toString(16).padStart(8, '0')
  return id(`${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`)
}
