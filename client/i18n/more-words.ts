import { admin } from './words/admin.ts'
import { office } from './words/office.ts'
import { revoked } from './words/revoked.ts'
import { refusal } from './words/everywhere.ts'
import { terms } from './words/terms.ts'
import { outbox } from './words/outbox.ts'
import { camera } from './words/camera.ts'
import { scan } from './words/scan.ts'
import { products } from './words/products.ts'
import { member, newMember } from './words/member.ts'
import { basket } from './words/basket.ts'
import { pay, paid } from './words/pay.ts'
import { invoice } from './words/invoice.ts'
import { discrepancies } from './words/discrepancies.ts'
import { disputes } from './words/disputes.ts'
import { inbox } from './words/inbox.ts'
import { printing } from './words/printing.ts'
import { receipt } from './words/receipt.ts'
import { handover } from './words/handover.ts'
import { placing } from './words/placing.ts'
import { pickups } from './words/pickups.ts'
import { picking } from './words/picking.ts'
import { returning } from './words/return.ts'
import { stock } from './words/stock.ts'
import { journal, readiness, settings } from './words/truth.ts'

/** The words of every other screen. */
export const moreWords = {
  admin,
  office,
  terms,
  revoked,
  refusal,
  outbox,
  camera,
  scan,
  products,
  member,
  newMember,
  basket,
  pay,
  paid,
  invoice,
  discrepancies,
  disputes,
  inbox,
  printing,
  receipt,
  handover,
  placing,
  pickups,
  picking,
  return: returning,
  stock,
  journal,
  readiness,
  settings,
} as const
