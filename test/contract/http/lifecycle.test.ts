import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Enrolled } from '#shared/sync/protocol.ts'
import { openDatabase } from '#server/db/open.ts'
import { type Program, run, startServer, urlOf } from './process.ts'
import { bearer, chained, pushOf, saleOf } from './shop.ts'

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

describe('a start', () => {
  test('the first one makes the demo chain and says what a newcomer needs; a later one shows no token again', async () => {
    const first = started(startServer(folder))
    const url = await urlOf(first)
    await first.says(/need HTTPS/)
    expect(first.out()).toMatch(/Demo PINs: 林小芳 4217/)
    expect(first.out()).toMatch(/Token of the channel web, shown this once: \S{43}\n/)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    const second = started(startServer(folder))
    await urlOf(second)
    await second.says(/need HTTPS/)
    expect(second.out()).toMatch(/Enrolment code: \S+ \(信義店 一號櫃檯/)
    expect(second.out()).not.toContain('Token of the channel')
  })

  test('the data are this user’s alone', async () => {
    const program = started(startServer(join(folder, 'data')))
    await urlOf(program)
    expect(statSync(join(folder, 'data')).mode & 0o077).toBe(0)
    expect(statSync(join(folder, 'data', 'onecounter.db')).mode & 0o077).toBe(0)
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

  test('a port that is taken, a setting that is none, data that cannot be written or are of a newer version: cause, next step, exit 1', async () => {
    const first = started(startServer(folder))
    const { port } = new URL(await urlOf(first))
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const newer = join(folder, 'newer')
    const db = await openDatabase({ url: `sqlite:${join(newer, 'onecounter.db')}` })
    await db.write(function* () {
      yield { sql: `INSERT INTO migration (id, applied_at) VALUES ('999-future', 0)` }
    })
    await db.close()
    const failing: [Program, RegExp][] = [
      [
        startServer(join(folder, 'other'), { PORT: port }),
        new RegExp(`port ${port} of 127.0.0.1 is taken.*\\n  Next: .*PORT=${Number(port) + 1}`),
      ],
      [startServer(folder, { PORT: 'eighty' }), /PORT is "eighty", but wanted is a number.*\n {2}Next: /],
      [startServer(join(file, 'below')), /the data folder .* cannot be used.*\n {2}Next: .*DATA_DIR/],
      [startServer(newer), /newer version has changed this database \(999-future\).*\n {2}Next: /],
    ]
    for (const [program, words] of failing) {
      started(program)
      expect(await program.ended).toBe(1)
      expect(program.err()).toMatch(words)
      expect(program.err()).not.toMatch(/^\s+at /m)
    }
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
    const answered = new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sending = request(`${url}/sync/push`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...bearer(device.token) },
      })
      sending.on('error', reject)
      sending.on('response', (response) => {
        let text = ''
        response.on('data', (data) => (text += String(data)))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      })
      sending.write(body.slice(0, 100))
      setTimeout(() => program.child.kill('SIGTERM'), 300)
      setTimeout(() => sending.end(body.slice(100)), 800)
    })
    await program.says(/Stopping/)
    await expect(fetch(`${url}/livez`, { signal: AbortSignal.timeout(2000) })).rejects.toThrow('fetch failed')
    const { status, text } = await answered
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({ durableSeq: 1 })
    await listening.text()
    expect(await program.ended).toBe(0)
    const log = join(folder, 'onecounter.db-wal')
    expect(existsSync(log) ? statSync(log).size : 0).toBe(0)
  })

  test('a second signal does not wait for what is in work', async () => {
    const program = started(startServer(folder))
    const url = await urlOf(program)
    const device = await enrolAt(url, program)
    const endless = request(`${url}/sync/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(device.token) },
    })
    endless.on('error', () => {})
    endless.write('{')
    await new Promise((resolve) => setTimeout(resolve, 200))
    const began = performance.now()
    program.child.kill('SIGTERM')
    await program.says(/Stopping/)
    program.child.kill('SIGINT')
    expect(await program.ended).toBe(130)
    expect(performance.now() - began).toBeLessThan(3000)
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
