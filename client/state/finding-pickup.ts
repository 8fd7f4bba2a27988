/** A pickup by what the buyer shows or says: its QR code, the order number, the end of the phone, the pickup code. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Credential } from '#shared/domain/credential.ts'
import { credentialKey } from '#shared/domain/credential.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import { pickupKey } from '#shared/domain/pickup.ts'
import { isOpen } from '#shared/domain/pickup-state.ts'
import { isProved, PHONE_TAIL_DIGITS, PICKUP_CODE_LENGTH_MIN, type PickupCode } from '#shared/domain/proof.ts'
import type { Proof } from '#shared/domain/terms.ts'
import { breathing } from './breathing.ts'
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
/** Each takes some hundred rounds of a hash: a breath after so many. */
const hashesAtOnce = 10

export const useFindingPickup = defineStore('finding-pickup', () => {
  const parts = useParts()
  const pickups = usePickups()
  const tries = codeTries(parts)
  const breaths = breathing(parts.clock)
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
    const plain = text.normalize('NFKC').replace(/[\s-]/g, '')
    const isTail = /^\d+$/.test(plain) && (plain.length === PHONE_TAIL_DIGITS || /^09\d{8}$/.test(plain))
    if (!isTail && !isCodeLike(plain)) return { kind: 'none' }
    busy.value = true
    return (isTail ? byTail(plain) : byTypedCode(plain)).finally(() => (busy.value = false))
  }

  /** Nothing to guess at where no pickup has a code: then it is no try. */
  const isCodeLike = (plain: string): boolean =>
    plain.length >= PICKUP_CODE_LENGTH_MIN &&
    /^[a-z\d]+$/i.test(plain) &&
    inWork().some(({ proofs }) => proofs.code !== null)

  async function byTail(text: string): Promise<FoundPickups> {
    const found = await proved('phoneTail', text)
    return found.length > 0 ? { kind: 'found', pickups: found } : { kind: 'none' }
  }

  /** Whoever tries codes until one opens something is slowed down. */
  async function byTypedCode(text: string): Promise<FoundPickups> {
    let found: readonly Pickup[] = []
    const tried = await tries.attempt(ANY, async () => {
      found = await proved('code', text)
      return found.length > 0
    })
    if (tried === 'right') return { kind: 'found', pickups: found, shown: 'code' }
    return { kind: tried === 'wrong' ? 'none' : tried }
  }

  async function proved(kind: 'code' | 'phoneTail', text: string): Promise<readonly Pickup[]> {
    const found: Pickup[] = []
    for (const [place, pickup] of inWork().entries()) {
      if (place % hashesAtOnce === hashesAtOnce - 1) await breaths.breath()
      const { key, proofs } = pickup
      if (isProved(kind, { text, expected: proofs[kind] }, { key })) found.push(pickup)
    }
    return found
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
        (state === 'ready' || state === 'partly-collected') &&
        ('member' in who ? isMember && who.member === whose.id : keys.has(who.credential)),
    )
  }

  return { busy, waitSeconds: tries.waitSeconds, byCode, byNumber, find, waitingFor }
})
