import { expect, test } from 'vitest'
import { browserHost } from '#client/devices/host.ts'

test('installing is offered when the browser can, asked for once, and over when it is done', async () => {
  const page = new EventTarget()
  const host = browserHost(page as Window)
  const told: boolean[] = []
  const stop = host.onInstallable((can) => told.push(can))
  expect(await host.install()).toBe(false)

  let prompts = 0
  const offer = () => {
    const event = new Event('beforeinstallprompt', { cancelable: true })
    return Object.assign(event, { prompt: async () => void prompts++ })
  }
  const first = offer()
  page.dispatchEvent(first)
  // The browser keeps its own question back.
  expect([first.defaultPrevented, prompts]).toEqual([true, 0])
  expect([await host.install(), prompts]).toEqual([true, 1])
  expect([await host.install(), prompts]).toEqual([false, 1])

  page.dispatchEvent(offer())
  page.dispatchEvent(new Event('appinstalled'))
  expect([await host.install(), prompts]).toEqual([false, 1])
  expect(told).toContain(true)
  expect(told.at(-1)).toBe(false)
  const count = told.length
  stop()
  page.dispatchEvent(offer())
  expect(told).toHaveLength(count)
})
