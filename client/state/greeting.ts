/** From a card, a number or a name to the person on the screen. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Credential } from '#shared/domain/credential.ts'
import { maskedName } from '#shared/domain/member.ts'
import { useCounter } from './counter.ts'
import { useHistory } from './history.ts'
import { receiptsOf } from './indexed-receipts.ts'
import { useNotice } from './notice.ts'
import { useParts } from './parts.ts'
import { routeScan } from '#shared/domain/scan.ts'
import { useSession } from './session.ts'
import type { Member } from './tablet.ts'
import { useVisitor } from './visitor.ts'

export const useGreeting = defineStore('greeting', () => {
  const { tablet } = useParts()
  const session = useSession()
  const visitor = useVisitor()
  const counter = useCounter()
  const history = useHistory()
  const notice = useNotice()

  const patterns = computed(() => ({ memberCard: session.device?.chain.cardPattern }))

  async function show(member: Member): Promise<void> {
    counter.leavePaid()
    await visitor.show(member)
    void history.open(member.id)
    counter.look = 'timeline'
    notice.say({ kind: 'member', name: maskedName(member.name) })
  }

  async function greet(credential: Credential): Promise<boolean> {
    const member = await visitor.find(credential)
    if (member === undefined) notice.say({ kind: 'unknown-member', credential })
    else await show(member)
    return member !== undefined
  }

  /** The same without leaving what one was at: a return looks for the purchases of whoever this is. */
  async function find(credential: Credential): Promise<void> {
    const member = await visitor.find(credential)
    if (member === undefined) return findPurchases(credential)
    await visitor.show(member)
    void history.open(member.id)
    notice.say({ kind: 'member', name: maskedName(member.name) })
  }

  /** R9: who ordered as a guest is nobody's member, and has bought all the same. */
  async function findPurchases(credential: Credential): Promise<void> {
    const bought = await receiptsOf(tablet.rows, { credentials: [credential] })
    if (bought.length === 0) return notice.say({ kind: 'unknown-member', credential })
    visitor.claim(credential)
    history.clear()
    notice.say({ kind: 'purchases', text: credential.value, quantity: bought.length })
  }

  function claim(credential: Credential): void {
    counter.leavePaid()
    visitor.claim(credential)
    history.clear()
    counter.look = 'products'
    notice.clear()
  }

  function credentialIn(text: string): Credential | undefined {
    const target = routeScan(text, patterns.value)
    // Whoever looks for a member means the number of a phone, be it a barcode's too.
    if (target.kind === 'product' && target.phone !== undefined) return { kind: 'phone', value: target.phone }
    return target.kind === 'card' || target.kind === 'phone' ? target : undefined
  }

  /** Shows who has the credential; who has the name is for the associate to choose. */
  async function search(text: string): Promise<readonly Member[]> {
    const credential = credentialIn(text) ?? { kind: 'card', value: text }
    const member = await visitor.find(credential)
    if (member === undefined) return visitor.findByName(text)
    await show(member)
    return []
  }

  return { patterns, show, greet, find, claim, credentialIn, search }
})
