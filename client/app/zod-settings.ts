/** Before the first schema is made: zod must not try to compile code, which the content security policy forbids. */
import * as z from 'zod/mini'

z.config({ jitless: true })
