import type { Tablet } from '#client/sync/tablet.ts'
import type { Receipt } from '#shared/domain/receipt.ts'

/** Every receipt that a tablet comes by when it looks through all of them. */
export async function receiptsOn(tab: Tablet): Promise<Receipt[]> {
  const all: Receipt[] = []
  for await (const page of tab.rows.pages('receipt', 7)) all.push(...page)
  return all
}
