import type { Request } from 'express'
import { isId } from '#shared/base/id.ts'
import { AskedNumber } from '#shared/sync/told-receipts.ts'
import { receiptById, retiredReceiptsUnder } from '#server/projections/asked-receipts.ts'
import { demandTrustedDevice } from '../guard.ts'
import type { Route } from '../route.ts'
import { shaped } from '../shaped.ts'

const ANY_HOST = 'http://server'

const numberIn = ({ url }: Request): string =>
  shaped(new URL(url, ANY_HOST).searchParams.get('number'), AskedNumber)

/** G6: a receipt that has left the tablets, for whoever stands in front of somebody who brings its goods back. */
const byIdRoute: Route = {
  method: 'get',
  path: '/receipts/:id',
  asks: 'device',
  atOnceMax: 50,
  async answer(request, response, parts) {
    await demandTrustedDevice(request, parts)
    const { id } = request.params
    response.json(typeof id === 'string' && isId(id) ? await receiptById(parts.ledger, id) : NOTHING)
  },
}

/** The same by a number that stands on a paper of it: several shops may have given it. */
const byNumberRoute: Route = {
  method: 'get',
  path: '/receipts',
  asks: 'device',
  atOnceMax: 50,
  async answer(request, response, parts) {
    await demandTrustedDevice(request, parts)
    response.json(await retiredReceiptsUnder(parts.ledger, numberIn(request)))
  },
}

const NOTHING = { receipts: [] }

export const receiptRoutes: readonly Route[] = [byIdRoute, byNumberRoute]
