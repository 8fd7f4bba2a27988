import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { Enrolled } from '#shared/sync/protocol.ts'
import { readConfig } from '#server/config.ts'
import { openDatabase } from '#server/db/open.ts'
import { start } from '#server/main.ts'
import { startFailure } from '#server/start-failure.ts'
import { openLog } from '#server/watch/log.ts'
import { type Program, run, startServer, urlOf } from './process.ts'
import { bearer, chained, openShop, pushOf, saleOf } from './shop.ts'

let folder: string
const programs: Program[] = []
const started = (program: Program): Program => {
  programs.push(program)
  return program
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onecounter-'))
})
afterEach(async () => {
  for (const { child, ended } of programs.splice(0)) {
    if (child.exitCode === null) child.kill('SIGKILL')
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
})

const enrolAt = async (url: string, program: Program): Promise<Enrolled> => {
  const code = await program.says(/Enrolment code: (\S+)/)
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/devices/enrol`, {
    method: 'POST',
    body: JSON.stringify({ code }),
    headers,
  })
  return Enrolled.parse(await response.json())
}

/** A push whose body is still to come; `continue` tells that the server has its headers. */
const begin = (url: string, device: Enrolled): ClientRequest => {
  const headers = { 'content-type': 'application/json', expect: '100-continue', ...bearer(device.token) }
  const sending = request(url, { method: 'POST', headers })
  sending.flushHeaders()
  return sending
}

async function answerTo(sending: ClientRequest): Promise<{ status: number; text: string }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    sending.once('response', resolve).once('error', reject),
  )
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return { status: response.statusCode ?? 0, text }
}

// Processes start slowly on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 })

describe('a start', () => {
  test('the first one makes the demo chain and says what a newcomer needs; a later one shows no token again', async () => {
    const data = join(folder, 'data')
    const first = started(startServer(data))
    const url = await urlOf(first)
    await first.says(/need HTTPS/)
    expect(first.out()).toMatch(/Demo PINs: 林小芳 4217/)
    expect(first.out()).toMatch(/Token of the channel web, shown this once: \S{43}\n/)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    // The data are this user's alone.
    for (const path of [data, join(data, 'onecounter.db')]) expect(statSync(path).mode & 0o077).toBe(0)
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    const second = started(startServer(data))
    await urlOf(second)
    await second.says(/need HTTPS/)
    expect(second.out()).toMatch(/Enrolment code: \S+ \(信義店 一號櫃檯/)
    expect(second.out()).not.toContain('Token of the channel')
  })

  test('a second server on the same data refuses, and the first goes on; after a SIGKILL the data are free again', async () => {
    const first = started(startServer(folder))
    const url = await urlOf(first)
    const second = started(startServer(folder))
    expect(await second.ended).toBe(1)
    expect(second.err()).toContain(`in use by another server (process ${first.child.pid})`)
    expect(second.err()).toContain('Next: ')
    expect((await fetch(`${url}/livez`)).status).toBe(200)
    first.child.kill('SIGKILL')
    expect(await first.ended).toBe('SIGKILL')
    await urlOf(started(startServer(folder)))
  })

  test('a setting that is none ends it with the cause, the next step and no stack', async () => {
    const program = started(startServer(folder, { PORT: 'eighty' }))
    expect(await program.ended).toBe(1)
    expect(program.err()).toMatch(
      /^Onecounter cannot start: PORT is "eighty", but wanted is a number.*\n {2}Next: .*\n$/,
    )
  })

  test('a port that is taken, data that cannot be written or are of a newer version: cause and next step', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = z.parse(z.object({ port: z.number() }), taken.address())
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const newer = join(folder, 'newer')
    const db = await openDatabase({ url: `sqlite:${join(newer, 'onecounter.db')}` })
    await db.write(function* () {
      yield { sql: `INSERT INTO migration (id, applied_at) VALUES ('999-future', 0)` }
    })
    await db.close()
    const failing: [Record<string, string>, RegExp, RegExp][] = [
      [
        { DATA_DIR: folder, PORT: String(port) },
        new RegExp(`^port ${port} of 127.0.0.1 is taken`),
        new RegExp(`PORT=${port + 1}`),
      ],
      [{ DATA_DIR: join(file, 'below'), PORT: '0' }, /^the data folder .* cannot be used/, /DATA_DIR=/],
      [
        { DATA_DIR: newer, PORT: '0' },
        /^a newer version has changed this database \(999-future\)/,
        /Start the version/,
      ],
    ]
    for (const [env, cause, next] of failing) {
      const config = readConfig(env)
      if (!config.ok) throw new Error('these are settings')
      const starting = start({ config: config.value, say: () => {}, log: openLog('silent') })
      const failure = startFailure(await starting.catch((error: unknown) => error), config.value)
      expect(failure.message).toMatch(cause)
      expect(failure.next).toMatch(next)
    }
    // What had been opened is free again.
    taken.close()
    await (await openShop({ folder })).close()
  })
})

describe('a stop', () => {
  test('what is in work is finished and durable, nothing new is taken, and the log is folded into the database', async () => {
    const program = started(startServer(folder))
    const url = await urlOf(program)
    const device = await enrolAt(url, program)
    const listening = await fetch(`${url}/sync/pokes`, { headers: bearer(device.token) })
    const idle = connect(Number(new URL(url).port), '127.0.0.1')
    idle.on('error', () => {})
    const body = JSON.stringify(pushOf(device, chained(device, [saleOf(device, 1)])))
    const sending = begin(`${url}/sync/push`, device)
    const answered = answerTo(sending)
    await once(sending, 'continue')
    sending.write(body.slice(0, 100))
    program.child.kill('SIGTERM')
    await program.says(/Stopping/)
    await expect(fetch(`${url}/livez`, { signal: AbortSignal.timeout(5000) })).rejects.toThrow('fetch failed')
    sending.end(body.slice(100))
    const { status, text } = await answered
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({ durableSeq: 1 })
    await listening.text()
    expect(await program.ended).toBe(0)
    const log = join(folder, 'onecounter.db-wal')
    expect(existsSync(log) ? statSync(log).size : 0).toBe(0)
  })

  test('a second signal does not wait for what is in work; the echo of the first is not one', async () => {
    const program = started(startServer(folder))
    const url = await urlOf(program)
    const device = await enrolAt(url, program)
    const endless = begin(`${url}/sync/push`, device)
    endless.on('error', () => {})
    await once(endless, 'continue')
    endless.write('{')
    program.child.kill('SIGTERM')
    await program.says(/Stopping/)
    program.child.kill('SIGINT')
    await pause(700)
    expect(program.child.exitCode).toBeNull()
    program.child.kill('SIGINT')
    expect(await program.ended).toBe(130)
  })
})

describe('enrolment codes', () => {
  test('one is made for a register while the server runs; without a register the list is shown', async () => {
    const program = started(startServer(folder))
    const url = await urlOf(program)
    const env = { DATA_DIR: folder }
    const made = run('commands/enrolment-code.ts', { env, args: ['--register', 'R03'] })
    expect(await made.ended).toBe(0)
    const code = /Enrolment code: (\S+) \(register R03; once, within 10 minutes\)/.exec(made.out())?.[1]
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}/devices/enrol`, {
      method: 'POST',
      body: JSON.stringify({ code }),
      headers,
    })
    expect(Enrolled.parse(await response.json())).toMatchObject({
      register: { id: 'R03' },
      store: { name: '台中店' },
    })
    const none = run('commands/enrolment-code.ts', { env })
    expect(await none.ended).toBe(1)
    expect(none.err()).toContain('R01 (信義店 一號櫃檯), R02')
    const nowhere = run('commands/enrolment-code.ts', {
      env: { DATA_DIR: join(folder, 'typo') },
      args: ['--register', 'R03'],
    })
    expect(await nowhere.ended).toBe(1)
    expect(nowhere.err()).toContain('there is no database at')
  })
})
