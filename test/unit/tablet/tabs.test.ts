import { describe, expect, it } from 'vitest'
import { CrashableStorage } from '../../tablet/crashable-storage.ts'
import type { StorageSession } from '../../tablet/storage-session.ts'
import { TabChannels } from '../../tablet/tab-channel.ts'
import { TabLocks } from '../../tablet/tab-locks.ts'

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

function tabsOf(count: number): { readonly locks: TabLocks; readonly tabs: StorageSession[] } {
  const storage = new CrashableStorage()
  const locks = new TabLocks()
  const tabs = Array.from({ length: count }, () => {
    const tab: StorageSession = storage.openSession({ onCrash: () => locks.release(tab) })
    return tab
  })
  return { locks, tabs }
}

describe('the lock of a tablet', () => {
  it('is held by one tab at a time, in the order of asking, and gives back what the callback gave', async () => {
    const { locks, tabs } = tabsOf(3)
    const seen: string[] = []
    const answers = tabs.map((tab, i) =>
      locks.of(tab).request('sync', async () => {
        seen.push(`${i} in`)
        await turns(3)
        seen.push(`${i} out`)
        return i
      }),
    )
    expect(await Promise.all(answers)).toEqual([0, 1, 2])
    expect(seen).toEqual(['0 in', '0 out', '1 in', '1 out', '2 in', '2 out'])
  })

  it('goes on when the tab that held it has crashed, and its callback does not', async () => {
    const { locks, tabs } = tabsOf(3)
    const seen: string[] = []
    for (const [i, tab] of tabs.entries()) {
      void locks.of(tab).request('sync', () => {
        seen.push(`${i} leads`)
        return new Promise(() => {})
      })
    }
    await turns(3)
    tabs[1]?.crash()
    tabs[0]?.crash()
    await turns(3)
    expect(seen).toEqual(['0 leads', '2 leads'])
  })

  it('is not waited for when the wait is aborted, or when only a free one will do', async () => {
    const { locks, tabs } = tabsOf(2)
    const [one, two] = tabs.map((tab) => locks.of(tab))
    const held = one?.request('sync', () => turns(10))
    const abort = new AbortController()
    const waiting = two?.request('sync', { signal: abort.signal }, () => 'never')
    abort.abort(new Error('closed'))
    await expect(waiting).rejects.toThrow('closed')
    expect(await two?.request('sync', { ifAvailable: true }, (lock) => lock)).toBe(null)
    expect(await two?.request('other', { ifAvailable: true }, (lock) => lock?.name)).toBe('other')
    await held
    expect(locks.isFree('sync')).toBe(true)
  })

  it('is free again after an error in the callback', async () => {
    const { locks, tabs } = tabsOf(1)
    const [one] = tabs.map((tab) => locks.of(tab))
    await expect(one?.request('sync', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await one?.request('sync', () => 'again')).toBe('again')
  })
})

describe('the channel of a tablet', () => {
  it('reaches the other tabs that live, with a copy, and not the one that spoke', async () => {
    const { tabs } = tabsOf(3)
    const channels = new TabChannels<{ readonly is: string; readonly keys: string[] }>()
    const heard: string[] = []
    const ends = tabs.map((tab, i) => {
      const channel = channels.of(tab)
      channel.listen((message) => {
        heard.push(`${i} ${message.is}`)
        message.keys.push('changed')
      })
      return channel
    })
    const message = { is: 'pulled', keys: [] }
    ends[0]?.post(message)
    tabs[2]?.crash()
    await turns(2)
    tabs[0]?.crash()
    ends[0]?.post(message)
    ends[1]?.close()
    ends[2]?.post(message)
    await turns(2)
    expect(heard).toEqual(['1 pulled'])
    expect(message.keys).toEqual([])
  })
})
