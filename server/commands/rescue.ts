import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'
import { parseJson } from '#shared/base/json.ts'
import { RescueFile } from '#shared/sync/rescue.ts'
import type { Config } from '#server/config.ts'
import { runCommand } from '#server/run-command.ts'
import { demandDatabase, StartFailure } from '#server/start-failure.ts'
import { rescue, type Rescued, type RescueProblem } from '#server/sync/rescue.ts'
import { withLedger } from './with-ledger.ts'

async function takeIn(config: Config, file: RescueFile): Promise<Rescued> {
  demandDatabase(config)
  const rescued = await withLedger(config, async (ledger) => {
    const done = await rescue(ledger, file)
    await ledger.relay.idle()
    return done
  })
  if (!rescued.ok) throw inWords(rescued.error)
  return rescued.value
}

function inWords(problem: RescueProblem): StartFailure {
  switch (problem.is) {
    case 'other-backend':
      return new StartFailure('the file is of another chain’s tablet', 'Take it to the server of that chain.')
    case 'unknown-device':
      return new StartFailure(
        `this ledger does not know life ${problem.incarnation} of tablet ${problem.device}`,
        'If the ledger was restored from a backup, take a newer one; else keep the file and ask for help.',
      )
    case 'gap':
      return new StartFailure(
        `the tablet’s operation ${problem.from} is neither here nor in the file`,
        'Export the file from the tablet once more, or take an older file of the same tablet in first.',
      )
    case 'fork':
      return new StartFailure(
        `the ledger holds another operation ${problem.seq} under this tablet’s name`,
        'The tablet was copied. Bring it online if you can: it then sends what is its own under a new name.',
      )
  }
}

await runCommand('The rescue', async (config, [path]) => {
  if (path === undefined)
    throw new StartFailure('no file is named', 'npm run rescue -- FILE, with the file that the tablet saved.')
  const file = z.safeParse(RescueFile, parseJson(readFileSync(path, 'utf8')))
  if (!file.success)
    throw new StartFailure(
      `${path} is not a file that a tablet saved, or it is cut off`,
      'Take the file as the tablet saved it, unchanged.',
    )
  const { taken, before, conflicts } = await takeIn(config, file.data)
  return [
    `${taken} operations were taken in; ${before} were here already.`,
    ...(conflicts > 0
      ? [`${conflicts} are known with other content: both are kept and named in the store.`]
      : []),
    'Delete the file: it holds personal data.',
  ]
})
