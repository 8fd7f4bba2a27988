import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import * as z from 'zod/mini'
import { parseJson } from '#shared/base/json.ts'
import { Sidecar } from '#shared/sync/operation.ts'
import type { Step } from '#server/db/query.ts'
import { insertSidecars, insertSubjectKeys, sidecarsOf, subjectKeys } from '#server/tables/sidecar.ts'

const IV_BYTES = 12
const TAG_BYTES = 16

/** Stores personal data beside its operations, each encrypted (AES-256-GCM) with its subject's own key. */
export function* sealSidecars(ops: readonly { id: string; sidecars: readonly Sidecar[] }[]): Step<void> {
  const all = ops.flatMap(({ id, sidecars }) =>
    // A subject is a key of a column; no app of ours makes one that PostgreSQL does not take.
    sidecars.filter(({ subject }) => !/\p{Cc}/u.test(subject)).map((sidecar) => ({ op: id, sidecar })),
  )
  if (all.length === 0) return
  const subjects = [...new Set(all.map(({ sidecar }) => sidecar.subject))]
  const keys = new Map(yield* subjectKeys(subjects))
  const fresh = subjects
    .filter((subject) => !keys.has(subject))
    .map((subject) => ({ subject, key: randomBytes(32).toString('base64') }))
  for (const { subject, key } of fresh) keys.set(subject, key)
  yield* insertSubjectKeys(fresh)
  yield* insertSidecars(
    all.map(({ op, sidecar }) => ({
      op,
      subject: sidecar.subject,
      cipher: sealed(JSON.stringify(sidecar), keys.get(sidecar.subject) ?? ''),
    })),
  )
}

/** The sidecars of operations that can still be read; an erased subject's are gone. */
export function* openSidecars(ops: readonly string[]): Step<Map<string, Sidecar[]>> {
  const found = yield* sidecarsOf(ops)
  const keys = yield* subjectKeys([...new Set(found.map(({ subject }) => subject))])
  const open = new Map<string, Sidecar[]>()
  for (const { op, subject, cipher } of found) {
    const key = keys.get(subject)
    const sidecar = key === undefined ? undefined : z.safeParse(Sidecar, parseJson(opened(cipher, key)))
    if (sidecar?.success) open.set(op, [...(open.get(op) ?? []), sidecar.data])
  }
  return open
}

function sealed(text: string, key: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'base64'), iv)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
}

function opened(text: string, key: string): string {
  const whole = Buffer.from(text, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64'), whole.subarray(0, IV_BYTES))
  decipher.setAuthTag(whole.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  return Buffer.concat([decipher.update(whole.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
    'utf8',
  )
}
