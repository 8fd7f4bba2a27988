/**
 * A new version waits until somebody stands at the idle sign-in screen and says yes. Until then the tablet goes on with the
 * one it has: an update never interrupts a sale, and what is waiting in the till is not touched by it.
 */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { Workbox } from 'workbox-window'

const hourMs = 3_600_000

export const useUpdate = defineStore('update', () => {
  const isReady = shallowRef(false)
  let shell: Workbox | undefined

  async function register(script: string): Promise<void> {
    shell = new Workbox(script, { updateViaCache: 'none' })
    shell.addEventListener('waiting', () => (isReady.value = true))
    await shell.register()
    setInterval(() => void shell?.update().catch(() => undefined), hourMs)
  }

  function apply(): void {
    shell?.addEventListener('controlling', () => location.reload())
    shell?.messageSkipWaiting()
  }

  return { isReady, register, apply }
})
