import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { known } from '#shared/base/assert.ts'
import { problemBody, type ProblemName, statusOf } from './problem.ts'
import type { Streams } from './streams.ts'

const HEADERS_BYTES_MAX = 16 * 1024
const HEADERS_MS_MAX = 10_000
/** A push of half a megabyte, packed, over a bad mobile line. */
const REQUEST_MS_MAX = 30_000
/** Longer than proxies keep a connection, so that they close it and not we. */
const KEPT_ALIVE_MS = 65_000
const CHECKED_EVERY_MS = 5000
const CONNECTIONS_MAX = 10_000
const IN_FLIGHT_MS_MAX = 10_000
const IDLE_SWEEP_MS = 50

export type Listening = {
  readonly port: number
  /** No new connections; what is in work is finished within ten seconds, then cut off. */
  readonly stop: () => Promise<void>
}

/** Rejects when the address cannot be had. */
export async function listen(
  app: RequestListener,
  at: { readonly host: string; readonly port: number },
  streams: Streams,
): Promise<Listening> {
  const server = createServer(
    {
      maxHeaderSize: HEADERS_BYTES_MAX,
      headersTimeout: HEADERS_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      keepAliveTimeout: KEPT_ALIVE_MS,
      connectionsCheckingInterval: CHECKED_EVERY_MS,
    },
    app,
  )
  server.maxConnections = CONNECTIONS_MAX
  server.on('clientError', answerUnreadable)
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = known(server.address(), 'the address of the server')
  return {
    port: typeof address === 'string' ? at.port : address.port,
    stop: () => stop(server, streams, sockets),
  }
}

async function stop(server: Server, streams: Streams, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  streams.closeAll()
  // A connection whose answer has just ended is idle now and would be kept alive for a minute; one that a browser opened ahead
  // of need, and has said nothing on, does not count as idle.
  const closeIdle = (): void => {
    server.closeIdleConnections()
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }
  closeIdle()
  const sweep = setInterval(closeIdle, IDLE_SWEEP_MS)
  const cut = setTimeout(() => server.closeAllConnections(), IN_FLIGHT_MS_MAX)
  await closed
  clearInterval(sweep)
  clearTimeout(cut)
}

/** What is not HTTP, or too much of it, or too slow, is answered without any route. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [line, name] = unreadable(error.code)
  const body = JSON.stringify(problemBody(name))
  const head = [
    `HTTP/1.1 ${line}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function unreadable(code: string | undefined): readonly [line: string, name: ProblemName] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return ['431 Request Header Fields Too Large', 'headers-too-large']
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return ['408 Request Timeout', 'too-slow']
    default:
      return [`${statusOf('bad-request')} Bad Request`, 'bad-request']
  }
}
