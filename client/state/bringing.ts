/** Where an article that was scanned belongs: the pick list that lies open, or the ticket at the counter. */
import type { Product } from '#shared/domain/product.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Label } from './basket.ts'
import { usePicking } from './picking.ts'
import { useRinging } from './ringing.ts'
import { useSession } from './session.ts'

export function useBringing() {
  const picking = usePicking()
  const ringing = useRinging()
  const session = useSession()

  function bring(product: Product, label: Label): void {
    if (session.place === 'pickups' && picking.isOpen) return picking.tick(product)
    toCounter()
    ringing.ring(product, label)
  }

  async function bringBack(receipt: Receipt): Promise<void> {
    toCounter()
    await ringing.openReturn(receipt)
  }

  /** What is scanned at the board belongs on the counter, unless the board knows it. */
  function toCounter(): void {
    if (session.place === 'pickups') session.place = 'counter'
  }

  return { bring, bringBack, toCounter }
}
