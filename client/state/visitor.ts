/** The person in front of the counter: one at a time, and gone from the screen when the basket is done. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Credential } from '#shared/domain/credential.ts'
import type { Picture } from '#shared/domain/timeline.ts'
import { openedEntries } from './opened-entries.ts'
import { useParts } from './parts.ts'
import type { Member, SaleIntent } from './tablet.ts'

const namesMax = 12

export type Present =
  | { readonly kind: 'known'; readonly member: Member }
  /** A card or number nobody here knows: the purchase is theirs all the same, the server finds out whose. */
  | { readonly kind: 'claimed'; readonly credential: Credential }

export const useVisitor = defineStore('visitor', () => {
  const { tablet } = useParts()
  const present = shallowRef<Present>()
  const picture = shallowRef<Picture>()
  const revealed = shallowRef(false)

  const entries = openedEntries(tablet, () => present.value)

  const member = computed(() => (present.value?.kind === 'known' ? present.value.member : undefined))
  const forSale = computed((): SaleIntent['member'] => {
    if (present.value === undefined) return undefined
    return present.value.kind === 'known'
      ? { id: present.value.member.id }
      : { claimed: present.value.credential }
  })

  function find({ kind, value }: Credential): Promise<Member | undefined> {
    return tablet.directory.findByCredential(kind, value)
  }

  function findByName(text: string): Promise<readonly Member[]> {
    return tablet.directory.findByName(text, namesMax)
  }

  async function show(found: Member): Promise<void> {
    clear()
    present.value = { kind: 'known', member: found }
    await refresh()
  }

  function claim(credential: Credential): void {
    clear()
    present.value = { kind: 'claimed', credential }
  }

  /** Other tablets' sales and returns arrive while the member stands here. */
  async function refresh(): Promise<void> {
    const shown = member.value
    if (shown === undefined) return
    const known = await tablet.visitor(shown.id)
    if (member.value?.id !== shown.id) return
    picture.value = known
    await entries.refresh()
  }

  function reveal(): void {
    revealed.value = !revealed.value
  }

  function clear(): void {
    present.value = undefined
    picture.value = undefined
    revealed.value = false
    entries.close()
  }

  return {
    present,
    picture,
    revealed,
    opened: entries.opened,
    member,
    forSale,
    find,
    findByName,
    show,
    claim,
    refresh,
    toggle: entries.toggle,
    reveal,
    clear,
  }
})
