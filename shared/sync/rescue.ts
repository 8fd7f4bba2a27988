import * as z from 'zod/mini'
import { Sidecar } from './operation.ts'
import { OP_BYTES_MAX } from './protocol.ts'

export const RESCUE_FORMAT = 'onecounter-waiting-1'

const Text = z.string().check(z.minLength(1), z.maxLength(100))

/** Everything that waits on a tablet, as it was chained there: a last way out before the tablet is lost. Holds personal data. */
export const RescueFile = z.object({
  format: z.literal(RESCUE_FORMAT),
  madeAt: z.number(),
  backend: Text,
  device: Text,
  store: Text,
  register: Text,
  operations: z.array(
    z.object({
      incarnation: z.int().check(z.gte(1)),
      seq: z.int().check(z.gte(1)),
      link: z.string().check(z.length(64)),
      body: z.string().check(z.maxLength(OP_BYTES_MAX)),
      sidecars: z.array(Sidecar).check(z.maxLength(8)),
    }),
  ),
})
export type RescueFile = Readonly<z.infer<typeof RescueFile>>
