import type { Request } from 'express'
import { AskedSkus } from '#shared/sync/shelves.ts'
import { shelvesOf } from '#server/projections/shelves.ts'
import { demandTrustedDevice } from '../guard.ts'
import type { Route } from '../route.ts'
import { shaped } from '../shaped.ts'

const ANY_HOST = 'http://server'

/** The server parses no queries by itself: what an address may say is written down here. */
const skusIn = ({ url }: Request): readonly string[] =>
  shaped(new URL(url, ANY_HOST).searchParams.getAll('sku'), AskedSkus)

/** What the stores of the chain have of some articles, for whoever stands in front of somebody who wants one. */
export const stockRoute: Route = {
  method: 'get',
  path: '/stock',
  asks: 'device',
  atOnceMax: 50,
  async answer(request, response, parts) {
    await demandTrustedDevice(request, parts)
    response.json(await shelvesOf(parts.ledger, skusIn(request)))
  },
}
