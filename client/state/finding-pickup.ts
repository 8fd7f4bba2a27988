/** A pickup by what the buyer shows or says: its QR code, the order number, the phone, the pickup code. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Credential } from '#shared/domain/credential.ts'
import { credentialKey } from '#shared/domain/credential.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import { pickupKey } from '#shared/domain/pickup.ts'
import { isOpen } from '#shared/domain/pickup-state.ts'
import { type PickupCode, spelledCode } from '#shared/domain/proof.ts'
import { phoneIn } from '#shared/domain/scan.ts'
import type { Proof } from '#shared/domain/terms.ts'
import { codeTries } from './code-tries.ts'
import { useParts } from './parts.ts'
import { spelled } from './pickup-view.ts'
import { usePickups } from './pickups.ts'
import type { Member } from './tablet.ts'

export type FoundPickups =
  /** `shown`: what was said to find it proves something already. */
  | { readonly kind: 'found'; readonly pickups: readonly Pickup[]; readonly shown?: Proof }
  | { readonly kind: 'none' | 'wait' | 'failed' }

/** A guess at whichever pickup it may open is counted under one name. */
const ANY = 'any'

const isReady = ({ state }: Pick<Pickup, 'state'>): boolean =>
  state === 'ready' || state === 'partly-collected'

export const useFindingPickup = defineStore('finding-pickup', () => {
  const parts = useParts()
  const pickups = usePickups()
  const tries = codeTries(parts)
  const busy = shallowRef(false)

  const inWork = (): readonly Pickup[] => pickups.all.filter(({ state }) => isOpen(state))

  /** Of a code that was made by this chain. One that is over is found too: the screen says what became of it. */
  const byCode = ({ ref, part }: PickupCode): Pickup | undefined =>
    pickups.all.find(({ key }) => key === pickupKey(ref, part))

  /** By the number the buyer was told; several parts of an order have the same. */
  function byNumber(text: string): readonly Pickup[] {
    const wanted = spelled(text).trim()
    const found = pickups.all.filter(({ number }) => spelled(number) === wanted)
    const open = found.filter(({ state }) => isOpen(state))
    return open.length > 0 ? open : found
  }

  async function find(text: string): Promise<FoundPickups> {
    const numbered = byNumber(text)
    if (numbered.length > 0) return { kind: 'found', pickups: numbered }
    const phone = phoneIn(text)
    const code = spelledCode(text)
    if (phone === undefined && (code === undefined || !isAnyCoded())) return { kind: 'none' }
    busy.value = true
    const looking = phone === undefined ? byTypedCode(code ?? '') : byPhone(phone)
    return looking.finally(() => (busy.value = false))
  }

  /** Nothing to guess at where no pickup has a code: then it is no try. */
  const isAnyCoded = (): boolean => inWork().some(({ proofs }) => proofs.code !== null)

  /** R35: of the buyer's own phone a store knows nothing, so that it is found by whose order it is. */
  async function byPhone(value: string): Promise<FoundPickups> {
    const member = await parts.tablet.directory.findByCredential('phone', value)
    const found = waitingFor(member ?? { kind: 'phone', value })
    return found.length > 0 ? { kind: 'found', pickups: found } : { kind: 'none' }
  }

  /** Whoever tries codes until one opens something is slowed down. */
  async function byTypedCode(text: string): Promise<FoundPickups> {
    let found: Pickup | undefined
    const tried = await tries.attempt(ANY, async () => {
      found = await codedBy(text)
      return found !== undefined
    })
    if (tried !== 'right') return { kind: tried === 'wrong' ? 'none' : tried }
    // The other parts of the same order have the same code.
    return { kind: 'found', pickups: inWork().filter(({ ref }) => ref === found?.ref), shown: 'code' }
  }

  /** One after the other, each with its own salt: what is ready to be asked for comes first. */
  async function codedBy(text: string): Promise<Pickup | undefined> {
    const [ready, others] = [true, false].map((is) => inWork().filter((one) => isReady(one) === is))
    for (const pickup of [...(ready ?? []), ...(others ?? [])]) {
      const { code } = pickup.proofs
      if (code !== null && (await parts.verifyProof(text, code))) return pickup
    }
    return undefined
  }

  /** What waits for somebody who stands here. */
  function waitingFor(whose: Member | Credential): readonly Pickup[] {
    const isMember = 'id' in whose
    const keys = new Set(
      (isMember ? whose.credentials : [whose]).map((credential) => credentialKey(credential)),
    )
    return inWork().filter(
      ({ who, state }) =>
        who !== null &&
        isReady({ state }) &&
        ('member' in who ? isMember && who.member === whose.id : keys.has(who.credential)),
    )
  }

  return { busy, waitSeconds: tries.waitSeconds, byCode, byNumber, find, waitingFor }
})
