/** What people set for their own eyes and ears on this tablet. */
import { defineStore } from 'pinia'
import { onScopeDispose, shallowRef, watch } from 'vue'
import { useParts } from './parts.ts'

export const useAppearance = defineStore('appearance', () => {
  const { screenLook, feedback, host } = useParts()
  const kept = screenLook.read()
  const theme = shallowRef(kept.theme)
  const type = shallowRef(kept.type)
  const sound = shallowRef(kept.sound)
  const canInstall = shallowRef(false)
  onScopeDispose(host.onInstallable((can) => (canInstall.value = can)))

  watch(
    [theme, type, sound],
    () => {
      screenLook.apply({ theme: theme.value, type: type.value, sound: sound.value })
      feedback.setSound(sound.value === 'on')
    },
    { immediate: true },
  )

  async function install(): Promise<void> {
    await host.install()
  }

  return { theme, type, sound, canInstall, isInstalled: host.isInstalled(), install }
})
