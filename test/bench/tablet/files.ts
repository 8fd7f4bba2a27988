/** Builds a small page and serves its files as they are. */
import { createReadStream, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../../..')
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

export type Files = { readonly url: string; readonly close: () => Promise<void> }

/** `page` is a folder beside this file; what it is built into is `folder`. What a tablet asks goes on to the server `behind`. */
export async function builtAndServed(page: string, folder: string, behind?: string): Promise<Files> {
  await build({
    configFile: false,
    root: join(import.meta.dirname, page),
    logLevel: 'warn',
    resolve: {
      alias: {
        '#shared': join(root, 'shared'),
        '#client': join(root, 'client'),
      },
    },
    define: {
      __VUE_OPTIONS_API__: false,
      __VUE_PROD_DEVTOOLS__: false,
      __VUE_I18N_FULL_INSTALL__: false,
      __VUE_I18N_LEGACY_API__: false,
      __INTLIFY_PROD_DEVTOOLS__: false,
    },
    build: { outDir: folder, emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
  })
  const server = createServer((request, response) => {
    if (behind !== undefined && /^\/(sync|devices)\//.test(request.url ?? ''))
      return pass(request, response, behind)
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
    const file = join(folder, path === '/' || !existsSync(join(folder, path)) ? 'index.html' : path)
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
    createReadStream(file).pipe(response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  // Trusted: it listens on a port.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}

/** As the shop's own server in front would. */
function pass(request: IncomingMessage, response: ServerResponse, behind: string): void {
  const { method, headers } = request
  const onward = ask(new URL(request.url ?? '/', behind), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  response.on('close', () => onward.destroy())
  request.pipe(onward)
}

export const clientFolder = fileURLToPath(new URL('../../../dist/client', import.meta.url))
