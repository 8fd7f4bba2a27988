// npm run tablet -- --server http://127.0.0.1:4000 [--code CODE] [--name N]
// Gestures on standard input, one JSON object a line (gestures.ts); an answer for each on standard output, in the same order.

import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { readGesture } from './gestures.ts'
import { Headless } from './headless.ts'
import { type Answer, perform, refused } from './perform.ts'

const usage = 'npm run tablet -- --server http://127.0.0.1:4000 [--code CODE] [--name NAME]'

type Options = {
  readonly server: string
  readonly code: string | undefined
  readonly name: string | undefined
}

function readOptions(args: readonly string[]): Options | string {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ args: [...args], options: { server: text, code: text, name: text } })
    const { server, code, name } = values
    if (server === undefined || !URL.canParse(server)) return `--server is an address\nusage: ${usage}`
    return { server: new URL(server).origin, code, name }
  } catch (cause) {
    return `${cause instanceof Error ? cause.message : String(cause)}\nusage: ${usage}`
  }
}

function tell(answer: Answer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

async function serve(options: Options): Promise<void> {
  const headless = await Headless.open(options)
  const { code, name } = options
  if (code !== undefined) tell(await perform(headless, { do: 'enrol-device', code, name }))
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue
    const gesture = readGesture(line)
    tell(gesture.ok ? await perform(headless, gesture.value) : refused(gesture.error))
    if (gesture.ok && gesture.value.do === 'stop') return
  }
  headless.close()
}

// A bug in the background is told and does not end the process: whoever feeds gestures goes on.
process.on('unhandledRejection', (error) => void process.stderr.write(`${String(error)}\n`))
const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') {
  process.stderr.write(`${options}\n`)
  process.exitCode = 1
} else {
  await serve(options)
  process.stdin.destroy()
}
