import { parseArgs } from 'node:util'
import { databaseUrl } from '#server/config.ts'
import { openDatabase } from '#server/db/open.ts'
import { givePassword } from '#server/office/passwords.ts'
import { runCommand } from '#server/run-command.ts'
import { demandDatabase, StartFailure } from '#server/start-failure.ts'
import { allStaff } from '#server/tables/staff.ts'

await runCommand('No password was made', async (config, args) => {
  const { values } = parseArgs({ args, options: { staff: { type: 'string' } } })
  demandDatabase(config)
  const db = await openDatabase({ url: databaseUrl(config) })
  try {
    const given = await givePassword({ db, now: Date.now }, values.staff ?? '', null)
    if (given.ok) return [`Password of ${values.staff}, for one sign-in, shown this once: ${given.value}`]
    const leaders = (await db.read(allStaff)).filter(({ role, active }) => active && role !== 'associate')
    const list = leaders.map(({ id, name }) => `${id} (${name})`).join(', ')
    throw new StartFailure(
      values.staff === undefined ? 'nobody was named' : `${values.staff} is no manager and no administrator`,
      list === ''
        ? 'Start the server once: npm start'
        : `npm run admin-password -- --staff ID, where ID is one of ${list}`,
    )
  } finally {
    await db.close()
  }
})
