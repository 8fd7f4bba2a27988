import type { Route } from './route.ts'
import { administrationRoutes } from './routes/administration.ts'
import { channelRoute } from './routes/channel.ts'
import { enrolRoute } from './routes/enrol.ts'
import { incarnationRoute } from './routes/incarnation.ts'
import { livezRoute } from './routes/livez.ts'
import { metricsRoute } from './routes/metrics.ts'
import { outflowRoutes } from './routes/outflow.ts'
import { pokesRoute } from './routes/pokes.ts'
import { pullRoute } from './routes/pull.ts'
import { pushRoute } from './routes/push.ts'
import { readyzRoute } from './routes/readyz.ts'
import { receiptRoutes } from './routes/receipts.ts'
import { segmentRoute } from './routes/segments.ts'
import { staffSessionRoutes } from './routes/staff-sessions.ts'
import { stockRoute } from './routes/stock.ts'
import { timelineRoutes } from './routes/timeline.ts'

/** What is not in this list does not exist; a test asks each of them who it lets in. */
export const routes: readonly Route[] = [
  pushRoute,
  pullRoute,
  segmentRoute,
  pokesRoute,
  incarnationRoute,
  enrolRoute,
  ...timelineRoutes,
  stockRoute,
  ...receiptRoutes,
  channelRoute,
  ...outflowRoutes,
  livezRoute,
  readyzRoute,
  metricsRoute,
  ...staffSessionRoutes,
  ...administrationRoutes,
]
