/** A transfer request that comes to nothing: the store that was asked declines it with a reason, the one that asked withdraws it. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { id } from '#shared/base/id.ts'
import { useParts } from './parts.ts'
import { useSession } from './session.ts'
import { type ShownTransfer, useTransfers } from './transfers.ts'

const reasonLengthMax = 200

export const useEndingTransfer = defineStore('ending-transfer', () => {
  const { tablet, feedback } = useParts()
  const session = useSession()
  const transfers = useTransfers()
  /** The id of the one that is being declined: its form is open. */
  const declining = shallowRef<string>()
  const reason = shallowRef('')
  const refusal = shallowRef<string>()
  const busy = shallowRef(false)

  /** A decline says why first; a withdrawal is done at once, it takes nothing from anybody. */
  async function begin(one: ShownTransfer): Promise<void> {
    leave()
    if (one.ends === 'decline') declining.value = one.transfer.id
    else await end(one)
  }

  async function end({ transfer, store, ends }: ShownTransfer): Promise<void> {
    const { staff } = session
    if (staff === undefined || ends === undefined || busy.value) return
    busy.value = true
    refusal.value = undefined
    const about = { staff: staff.id, transfer: id(transfer.id) }
    const words = reason.value.trim().slice(0, reasonLengthMax)
    const result = await tablet
      .commit(
        ends === 'decline'
          ? { kind: 'stock.decline', ...about, to: store, reason: words }
          : { kind: 'stock.withdraw', ...about, from: store },
      )
      .catch(() => undefined)
      .finally(() => (busy.value = false))
    if (!result?.ok) {
      feedback.failure()
      refusal.value = result?.error ?? 'cannot-save'
      return
    }
    feedback.success()
    leave()
    await transfers.refresh()
  }

  function leave(): void {
    declining.value = undefined
    reason.value = ''
    refusal.value = undefined
  }

  return { declining, reason, refusal, busy, begin, end, leave }
})
