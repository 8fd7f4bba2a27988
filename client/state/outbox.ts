/** How safe the work is: what the server has, and what waits on this tablet. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { SyncStatus } from '#client/sync/sync-status.ts'
import { useParts } from './parts.ts'
import type { WaitingOperation } from './tablet.ts'

/** One sentence for the person at the counter. */
export type Safety =
  | { readonly kind: 'cannot-save' }
  /** Head office took this tablet out of use: it hands in what it holds. */
  | { readonly kind: 'revoked'; readonly waiting: number }
  /**
   * The line is there but its other end is not ours: a network's login page, a lost enrolment, another chain's server; or
   * it is ours and of another age.
   */
  | { readonly kind: 'portal' | 'unknown-tablet' | 'other-backend' | 'refused'; readonly waiting: number }
  | { readonly kind: 'offline'; readonly waiting: number; readonly since: number | undefined }
  | { readonly kind: 'connecting' | 'waiting' | 'all-safe'; readonly waiting: number }

/** The gravest first. */
export function safetyOf({ waiting, contact, lastContactAt, canSave, revokedAt }: SyncStatus): Safety {
  if (!canSave) return { kind: 'cannot-save' }
  if (revokedAt !== null) return { kind: 'revoked', waiting }
  switch (contact) {
    case 'stranger':
      return { kind: 'portal', waiting }
    case 'unauthorised':
      return { kind: 'unknown-tablet', waiting }
    case 'other-backend':
    case 'refused':
      return { kind: contact, waiting }
    case 'unreachable':
      return { kind: 'offline', waiting, since: lastContactAt ?? undefined }
    case 'never':
      return { kind: waiting > 0 ? 'waiting' : 'connecting', waiting }
    case 'online':
      return { kind: waiting > 0 ? 'waiting' : 'all-safe', waiting }
  }
}

export const useOutbox = defineStore('outbox', () => {
  const { tablet, host, clock } = useParts()
  const status = shallowRef(tablet.status())
  const entries = shallowRef<readonly WaitingOperation[]>([])

  const safety = computed(() => safetyOf(status.value))
  const waiting = computed(() => status.value.waiting)
  const lastContactAt = computed(() => status.value.lastContactAt)
  const isOnline = computed(() => status.value.contact === 'online')
  const canSell = computed(() => status.value.canSave)
  const isRevoked = computed(() => status.value.revokedAt !== null)

  function refresh(): void {
    status.value = tablet.status()
  }

  /** Reads every waiting operation: only where somebody looks at them. */
  async function load(): Promise<void> {
    entries.value = await tablet.outbox()
  }

  /** A last way out, before a tablet is lost: the file goes to whoever runs the server. */
  async function saveRescueFile(): Promise<void> {
    const { device } = tablet
    const stamp = new Date(clock.now()).toISOString().slice(0, 19).replaceAll(':', '')
    host.save(`onecounter-${device?.register.id ?? 'tablet'}-${stamp}.json`, await tablet.care.rescueFile())
  }

  return {
    entries,
    waiting,
    lastContactAt,
    safety,
    isOnline,
    canSell,
    isRevoked,
    refresh,
    load,
    saveRescueFile,
  }
})
