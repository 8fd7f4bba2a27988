import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { databaseUrl, readConfig } from '#server/config.ts'

const read = (env: Record<string, string>) => {
  const config = readConfig(env)
  if (!config.ok) throw new Error(JSON.stringify(config.error))
  return config.value
}

describe('settings', () => {
  test('nothing needs to be set: this machine only, port 4000, the embedded database', () => {
    const config = read({ PORT: '', HOST: ' ' })
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      relay: 'inline',
      demo: 'full',
      logLevel: 'info',
      dataFolder: resolve('data'),
    })
    expect(databaseUrl(config)).toBe(`sqlite:${resolve('data/onecounter.db')}`)
  })

  test('a database server takes the place of the embedded one', () => {
    const url = 'postgres://user@host/database'
    expect(databaseUrl(read({ DATABASE_URL: url }))).toBe(url)
  })

  test.each(['-1', '65536', '4000a', '1e3', '٤٠٠٠'])('PORT=%s is told, with what is wanted', (port) => {
    const config = readConfig({ PORT: port })
    expect(config).toMatchObject({
      ok: false,
      error: [{ name: 'PORT', value: port, wanted: expect.stringContaining('65535') as string }],
    })
  })

  test('all problems are told at once, and a password is not repeated', () => {
    const config = readConfig({ RELAY: 'later', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://root:secret@host' })
    expect(config.ok ? [] : config.error.map(({ name }) => name)).toEqual([
      'DATABASE_URL',
      'RELAY',
      'LOG_LEVEL',
    ])
    expect(JSON.stringify(config)).not.toContain('secret')
  })
})
