/** Who stands there: what was shown so far that it is the buyer, or whom the buyer named. */
import { defineStore } from 'pinia'
import { computed, shallowReactive, shallowRef } from 'vue'
import type { Pickup } from '#shared/domain/pickup.ts'
import { isProved } from '#shared/domain/proof.ts'
import { type Proof, PROOFS } from '#shared/domain/terms.ts'
import { codeTries, type Tried } from './code-tries.ts'
import { useParts } from './parts.ts'
import { spelled } from './pickup-view.ts'

export const useProving = defineStore('proving', () => {
  const tries = codeTries(useParts())
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

  async function attempt(proof: Proof, isRight: (of: Pickup) => boolean): Promise<Tried | undefined> {
    const of = pickup.value
    if (of === undefined || busy.value) return undefined
    busy.value = true
    const tried = await tries.attempt(of.key, () => isRight(of)).finally(() => (busy.value = false))
    if (tried === 'right' && pickup.value?.key === of.key) show(proof)
    return tried
  }

  async function tryCode(typed = said.code): Promise<void> {
    codeTried.value = await attempt('code', ({ key, proofs }) =>
      isProved('code', { text: typed, expected: proofs.code }, { key }),
    )
    said.code = ''
  }

  async function tryOrder(): Promise<void> {
    orderTried.value = await attempt('order', ({ key, number, ...of }) => {
      const expected = delegate.value ? of.delegate : of.proofs
      return (
        spelled(said.order).trim() === spelled(number) &&
        expected !== null &&
        isProved('phoneTail', { text: said.tail, expected: expected.phoneTail }, { key }) &&
        isProved('name', { text: said.name, expected: expected.name }, { key })
      )
    })
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
