import { type Config, readConfig } from './config.ts'
import { ofSettings, shownFailure, startFailure } from './start-failure.ts'

/** Runs what `npm run X` starts: prints the lines it answers with; a failure is told with its cause and the next step. */
export async function runCommand(
  what: string,
  work: (config: Config, args: string[]) => Promise<readonly string[]>,
): Promise<void> {
  // Databases and backups hold personal data and their keys: they are this user's alone.
  process.umask(0o077)
  const config = readConfig()
  if (!config.ok) {
    process.stderr.write(shownFailure(ofSettings(config.error), `${what} did not begin`))
    process.exit(1)
  }
  try {
    const lines = await work(config.value, process.argv.slice(2))
    process.stdout.write(lines.map((line) => `${line}\n`).join(''))
  } catch (error) {
    process.stderr.write(shownFailure(startFailure(error, config.value), `${what} failed`))
    process.exit(1)
  }
}
