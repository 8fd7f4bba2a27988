import { EnrolRequest } from '#shared/sync/protocol.ts'
import { enrol } from '#server/auth/enrol.ts'
import { shownDevice } from '#server/watch/log.ts'
import { Problem } from '../problem.ts'
import { readJson } from '../read-json.ts'
import type { Route } from '../route.ts'
import { shaped } from '../shaped.ts'

const BODY_BYTES_MAX = 4 * 1024

/** A code becomes a device with a token. */
export const enrolRoute: Route = {
  method: 'post',
  path: '/devices/enrol',
  asks: 'anybody',
  atOnceMax: 20,
  async answer(request, response, { ledger, log, tries }) {
    const asked = shaped(await readJson(request, BODY_BYTES_MAX), EnrolRequest)
    const enrolled = await enrol(ledger, asked, tries)
    if (enrolled.ok) {
      log.info(
        { device: shownDevice(enrolled.value.device), register: enrolled.value.register.id },
        'a device was enrolled',
      )
      response.status(201).json(enrolled.value)
      return
    }
    const refusal = enrolled.error
    log.warn({ refusal: refusal.is }, 'an enrolment was refused')
    if (refusal.is !== 'too-many-tries') throw new Problem(refusal.is)
    throw new Problem('too-many-tries', { retryAfterSeconds: Math.ceil(refusal.waitMs / 1000) })
  },
}
