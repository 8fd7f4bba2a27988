import { secretHash } from '#server/auth/token.ts'
import type { Database, Step } from '#server/db/query.ts'
import { insertDevice } from '#server/tables/device.ts'
import { insertIncarnation } from '#server/tables/device-life.ts'
import { putRegister, putStore } from '#server/tables/register.ts'
import type { Desk } from './desk.ts'

/** Desks as if they had been enrolled, each at a register of its own. */
export async function furnish(db: Database, desks: readonly Desk[]): Promise<void> {
  await db.write(() => desksPut(desks))
}

function* desksPut(desks: readonly Desk[]): Step<void> {
  for (const { device, token, store: storeId, register, letter } of desks) {
    const store = { id: storeId, name: storeId }
    yield* putStore(store)
    yield* putRegister({ id: register, name: register, store })
    yield* insertDevice(
      { id: device, store: storeId, register, name: register, enrolledAt: 0, revokedAt: null },
      secretHash(token),
    )
    yield* insertIncarnation({ device, incarnation: 1, letter })
  }
}
