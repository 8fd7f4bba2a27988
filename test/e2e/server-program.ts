// The server as `npm start` runs it, with the tablet's files from the folder that is named: a test may put a newer version there.
// Its clock is ahead of this machine's by so many milliseconds: a pickup is kept for days, and no test waits for them.
import { readConfig } from '#server/config.ts'
import { start } from '#server/main.ts'

const machine = Date.now
const aheadMs = Number(process.argv[3] ?? 0)
Date.now = () => machine() + aheadMs

const config = readConfig()
if (!config.ok) throw new Error(JSON.stringify(config.error))
const running = await start({ config: config.value, say: () => {}, clientFolder: process.argv[2] ?? '' })
process.once('SIGTERM', () => void running.stop().then(() => process.exit(0)))
