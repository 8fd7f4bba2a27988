import { Agent, request } from 'node:http'

export type Answer = { readonly status: number; readonly text: string }

/** One kept-alive connection, as a device has one. */
export class Connection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #origin: URL
  readonly #token: string

  constructor(origin: string, token: string) {
    this.#origin = new URL(origin)
    this.#token = token
  }

  post(path: string, body: Buffer): Promise<Answer> {
    const { hostname, port } = this.#origin
    const headers = {
      authorization: `Bearer ${this.#token}`,
      'content-type': 'application/json',
      'content-length': body.length,
    }
    return new Promise((resolve, reject) => {
      const asked = request(
        { agent: this.#agent, host: hostname, port, path, method: 'POST', headers },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
          )
          response.on('error', reject)
        },
      )
      asked.on('error', reject)
      asked.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** A push that must be stored: anything else is the end of the measurement. */
export async function pushed(connection: Connection, body: Buffer): Promise<void> {
  const answer = await connection.post('/sync/push', body)
  if (answer.status !== 200)
    throw new Error(`a push was answered ${answer.status}: ${answer.text.slice(0, 300)}`)
}
