/** Who stands there: what was shown so far that it is the buyer, or whom the buyer named. */
import { defineStore } from 'pinia'
import { computed, shallowReactive, shallowRef } from 'vue'
import type { Pickup, Verifier } from '#shared/domain/pickup.ts'
import { spelledCode, spelledOrder } from '#shared/domain/proof.ts'
import { type Proof, PROOFS } from '#shared/domain/terms.ts'
import { codeTries, type Tried } from './code-tries.ts'
import { useParts } from './parts.ts'
import { spelled } from './pickup-view.ts'

export const useProving = defineStore('proving', () => {
  const parts = useParts()
  const tries = codeTries(parts)
  const pickup = shallowRef<Pickup>()
  const shown = shallowRef<ReadonlySet<Proof>>(new Set())
  const delegate = shallowRef(false)
  /** What the person says, as far as it was typed. */
  const said = shallowReactive({ code: '', order: '', tail: '', name: '' })
  const busy = shallowRef(false)
  /** How the last try of each went. */
  const codeTried = shallowRef<Tried>()
  const orderTried = shallowRef<Tried>()

  /** The surest of what was shown. */
  const best = computed(() => PROOFS.find((proof) => shown.value.has(proof)))

  function begin(next: Pickup | undefined, already?: Proof): void {
    pickup.value = next
    shown.value = new Set(already === undefined ? [] : [already])
    delegate.value = false
    Object.assign(said, { code: '', order: '', tail: '', name: '' })
    codeTried.value = undefined
    orderTried.value = undefined
    if (next !== undefined) tries.watch(next.key)
  }

  function show(proof: Proof, isShown = true): void {
    const others = [...shown.value].filter((one) => one !== proof)
    shown.value = new Set(isShown ? [...others, proof] : others)
  }

  /** What was said, and what it is held against; nothing of either is wrong as well. */
  type Claim = { readonly text: string | undefined; readonly verifier: Verifier | null }

  const isRight = async ({ text, verifier }: Claim): Promise<boolean> =>
    text !== undefined && verifier !== null && (await parts.verifyProof(text, verifier))

  async function attempt(proof: Proof, claim: (of: Pickup) => Claim): Promise<Tried | undefined> {
    const of = pickup.value
    if (of === undefined || busy.value) return undefined
    busy.value = true
    const tried = await tries.attempt(of.key, () => isRight(claim(of))).finally(() => (busy.value = false))
    if (tried === 'right' && pickup.value?.key === of.key) show(proof)
    return tried
  }

  async function tryCode(typed = said.code): Promise<void> {
    const text = spelledCode(typed)
    codeTried.value = await attempt('code', ({ proofs }) => ({ text, verifier: proofs.code }))
    said.code = ''
  }

  async function tryOrder(): Promise<void> {
    const { order, tail: phone, name } = said
    const by = delegate.value ? 'delegate' : 'order'
    orderTried.value = await attempt('order', ({ number, proofs }) => ({
      text: spelled(order).trim() === spelled(number) ? spelledOrder({ number, phone, name }) : undefined,
      verifier: proofs[by],
    }))
  }

  /** Somebody else than before: what only the buyer can know does not speak for them. */
  function setDelegate(is: boolean): void {
    delegate.value = is
    shown.value = new Set([...shown.value].filter((proof) => proof === 'qr' || proof === 'code'))
    orderTried.value = undefined
  }

  return {
    shown,
    delegate,
    said,
    busy,
    codeTried,
    orderTried,
    waitSeconds: tries.waitSeconds,
    best,
    begin,
    show,
    tryCode,
    tryOrder,
    setDelegate,
  }
})
