// What the state of a counter is given here: the headless tablet, the clock of the log, and no devices. Nobody looks, prints or scans.

import { randomBytes } from 'node:crypto'
import type { Committed } from '#client/sync/commit.ts'
import type { CounterParts } from '#client/state/parts.ts'
import type { CounterTablet } from '#client/state/tablet.ts'
import { isSecret } from '#server/auth/pin.ts'
import { timeOrderedId } from '#shared/base/id.ts'
import { failure, success } from '#shared/base/result.ts'
import type { Headless } from '../../tablet/headless.ts'

/** The counter's own memory of the moment. */
export type Moment = {
  /** Unix ms by the log. */
  now: number
  /** What was made a fact last. */
  kept: Committed | undefined
}

export function counterParts(headless: Headless, moment: Moment): CounterParts {
  const nothing = (): void => undefined
  const startedAt = performance.now()
  return {
    tablet: counterTablet(headless, moment),
    scanner: { onScan: () => nothing },
    camera: { open: async () => failure('no-camera') },
    feedback: { success: nothing, failure: nothing, setSound: nothing },
    screenLook: { read: () => ({ theme: 'system', type: 'normal', sound: 'off' }), apply: nothing },
    printers: {
      kinds: [],
      printer: async () => ({ print: async () => success(undefined) }),
      choose: async () => success(undefined),
    },
    host: {
      opensOffline: () => true,
      save: nothing,
      install: async () => false,
      onInstallable: () => nothing,
      isInstalled: () => true,
    },
    presence: { onPresence: () => nothing },
    clock: {
      now: () => moment.now,
      monotonic: () => performance.now() - startedAt,
      later(work, ms) {
        const timer = setTimeout(work, ms).unref()
        return () => clearTimeout(timer)
      },
    },
    verifyPin: oncePerPin(),
    verifyProof: isSecret,
    askOffice: async () => failure({ is: 'offline' }),
    newId: () => timeOrderedId(Date.now(), randomBytes(10)),
  }
}

/** The tablet as it runs now, whichever run that is; what it commits happened when the log says. */
function counterTablet(headless: Headless, moment: Moment): CounterTablet {
  const { tablet } = headless
  return {
    open: () => tablet.open(),
    isOpen: tablet.isOpen,
    device: tablet.device,
    enrol: (code, name) => tablet.enrol(code, name),
    async commit(intent) {
      const done = await tablet.commit({ ...intent, at: moment.now })
      moment.kept = done.ok ? done.value : undefined
      return done
    },
    receipt: (text) => tablet.receipt(text),
    visitor: (member) => tablet.visitor(member),
    outbox: () => tablet.outbox(),
    status: () => tablet.status(),
    onChange: (listener) => tablet.onChange(listener),
    local: tablet.local,
    tryToSave: () => tablet.tryToSave(),
    stepAside: () => tablet.stepAside(),
    rows: tablet.rows,
    directory: tablet.directory,
    histories: tablet.histories,
    shelves: tablet.shelves,
    questions: tablet.questions,
    care: tablet.care,
  }
}

/** By Node's own argon2id. The same PIN of the same person is worked out once: it takes a thirtieth of a second each time. */
function oncePerPin(): CounterParts['verifyPin'] {
  const known = new Map<string, Promise<boolean>>()
  return (pin, verifier) => {
    const key = `${pin} ${verifier.salt} ${verifier.hash}`
    const asked = known.get(key) ?? isSecret(pin, verifier)
    known.set(key, asked)
    return asked
  }
}
