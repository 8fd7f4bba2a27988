import { admin } from './words/admin.ts'
import { office } from './words/office.ts'
import { revoked } from './words/revoked.ts'
import { app, update, broken } from './words/app.ts'
import { common, refusal } from './words/everywhere.ts'
import { enrol } from './words/enrol.ts'
import { signIn } from './words/sign-in.ts'
import { terms } from './words/terms.ts'
import { status } from './words/status.ts'
import { outbox } from './words/outbox.ts'
import { camera } from './words/camera.ts'
import { scan } from './words/scan.ts'
import { products } from './words/products.ts'
import { member, newMember } from './words/member.ts'
import { basket } from './words/basket.ts'
import { pay, paid } from './words/pay.ts'
import { invoice } from './words/invoice.ts'
import { discrepancies } from './words/discrepancies.ts'
import { inbox } from './words/inbox.ts'
import { printing } from './words/printing.ts'
import { receipt } from './words/receipt.ts'
import { handover } from './words/handover.ts'
import { placing } from './words/placing.ts'
import { pickups } from './words/pickups.ts'
import { picking } from './words/picking.ts'
import { returning } from './words/return.ts'
import { help } from './words/help.ts'
import { stock } from './words/stock.ts'
import { journal, readiness, settings } from './words/truth.ts'
import type { Language } from './language.ts'

/** Every room's words. The first language is complete by type, and the others have the same keys. */
const rooms = {
  admin,
  office,
  terms,
  revoked,
  app,
  update,
  broken,
  common,
  refusal,
  enrol,
  signIn,
  status,
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
  receipt,
  printing,
  placing,
  pickups,
  picking,
  handover,
  return: returning,
  help,
  stock,
  readiness,
  discrepancies,
  inbox,
  journal,
  settings,
} as const

type Rooms = typeof rooms

export function textsOf<L extends Language>(language: L): { readonly [Room in keyof Rooms]: Rooms[Room][L] } {
  const texts = Object.entries(rooms).map(([room, words]) => [room, words[language]])
  // Trusted: the rooms' own names and words.
  return Object.fromEntries(texts) as { readonly [Room in keyof Rooms]: Rooms[Room][L] }
}
