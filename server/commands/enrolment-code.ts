import { parseArgs } from 'node:util'
import { MINUTE_MS } from '#shared/base/time.ts'
import { issueCode } from '#server/auth/issue-code.ts'
import { databaseUrl } from '#server/config.ts'
import { openDatabase } from '#server/db/open.ts'
import { runCommand } from '#server/run-command.ts'
import { demandDatabase, StartFailure } from '#server/start-failure.ts'
import { registers } from '#server/tables/register.ts'

const MINUTES_MAX = 24 * 60

await runCommand('No enrolment code was made', async (config, args) => {
  const { values } = parseArgs({
    args,
    options: { register: { type: 'string' }, minutes: { type: 'string', default: '10' } },
  })
  const minutes = Number(values.minutes)
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MINUTES_MAX) {
    throw new StartFailure(`--minutes is "${values.minutes}"`, `Give a number from 1 to ${MINUTES_MAX}.`)
  }
  demandDatabase(config)
  const db = await openDatabase({ url: databaseUrl(config) })
  try {
    const known = await db.read(registers)
    const order = { register: values.register ?? '', at: Date.now(), lifeMs: minutes * MINUTE_MS }
    const code = await issueCode(db, order)
    if (code !== undefined)
      return [`Enrolment code: ${code} (register ${order.register}; once, within ${minutes} minutes)`]
    const list = known.map(({ id, name, store }) => `${id} (${store.name} ${name})`).join(', ')
    throw new StartFailure(
      values.register === undefined ? 'no register was named' : `there is no register ${values.register}`,
      list === ''
        ? 'Start the server once: npm start'
        : `npm run enrolment-code -- --register R, where R is one of ${list}`,
    )
  } finally {
    await db.close()
  }
})
