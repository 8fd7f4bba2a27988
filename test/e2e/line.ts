import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'

/** What somebody else on the way says instead of the shop's server. */
export type Stranger = { readonly type: string; readonly body: string }

/** What happens with a request: `lost` closes the connection and answers nothing. */
export type Fate = 'passes' | 'lost'

/**
 * The line between the tablets and the shop's server. A captive portal can sit on it, which answers every request of the
 * browser, the page's own and the service worker's alike; and an answer can be lost on it after the server has spoken.
 */
export class Line {
  readonly url: string
  /** A captive portal, as long as it stands here. */
  stranger: ((path: string) => Stranger) | undefined
  /** What does not come through, though the rest does. */
  isCut: ((path: string) => boolean) | undefined
  /** Told of every request before it goes on to the server. */
  onQuestion: ((path: string) => void) | undefined
  /** Asked when the server's answer begins to arrive. */
  onAnswer: ((path: string) => Promise<Fate>) | undefined
  /** Paths that the stranger has answered. */
  readonly misled: string[] = []
  readonly #server: Server
  readonly #to: URL

  private constructor(server: Server, { port, to }: { readonly port: number; readonly to: string }) {
    this.#server = server
    this.#to = new URL(to)
    this.url = `http://127.0.0.1:${port}`
  }

  static async open(to: string): Promise<Line> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no free port')
    const line = new Line(server, { port: address.port, to })
    server.on('request', (question: IncomingMessage, answer: ServerResponse) => line.#carry(question, answer))
    return line
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  #carry(question: IncomingMessage, answer: ServerResponse): void {
    const path = question.url ?? '/'
    if (this.stranger !== undefined) {
      const { type, body } = this.stranger(path)
      this.misled.push(path)
      question.resume()
      answer.writeHead(200, { 'content-type': type, connection: 'close' }).end(body)
      return
    }
    if (this.isCut?.(path) === true) {
      question.socket.destroy()
      return
    }
    this.onQuestion?.(path)
    const { hostname, port } = this.#to
    const onward = request({
      hostname,
      port,
      path,
      method: question.method,
      headers: question.headers,
      agent: false,
    })
    onward.on('error', () => answer.destroy())
    onward.on('response', (said) => void this.#bringBack(path, said, answer))
    answer.on('close', () => onward.destroy())
    question.pipe(onward)
  }

  async #bringBack(path: string, said: IncomingMessage, answer: ServerResponse): Promise<void> {
    if ((await this.onAnswer?.(path)) === 'lost') {
      answer.destroy()
      said.destroy()
      return
    }
    answer.writeHead(said.statusCode ?? 502, said.headers)
    await pipeline(said, answer).catch(() => answer.destroy())
  }
}
