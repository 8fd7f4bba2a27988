import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { canonicalJson } from '#shared/base/canonical-json.ts'
import { sha256Hex } from '#shared/base/hash.ts'
import { parseJson } from '#shared/base/json.ts'
import { wireSchemas } from '#shared/sync/protocol.ts'
import { textOf } from './files.ts'

it('the messages on the wire are the ones that SPEC.md records', () => {
  const schemas = Object.entries(wireSchemas).map(([name, schema]) => [
    name,
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
  ])
  const text = canonicalJson(parseJson(JSON.stringify(Object.fromEntries(schemas))) ?? null)
  const recorded = /^wire fingerprint: ([0-9a-f]{64})$/m.exec(textOf('shared/sync/SPEC.md'))?.[1]
  expect(recorded, 'A changed message may need a new PROTOCOL; then record the new fingerprint.').toBe(
    sha256Hex(text),
  )
})
