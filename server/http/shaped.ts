import * as z from 'zod/mini'
import { Problem } from './problem.ts'

/** A value of this shape. The place of what is wrong is told, its value is not. */
export function shaped<Schema extends z.ZodMiniType>(value: unknown, schema: Schema): z.infer<Schema> {
  const read = z.safeParse(schema, value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Problem('not-understood', {
    detail: `at ${issue?.path.join('.') ?? 'the top'}: ${issue?.code ?? 'invalid'}`,
  })
}
