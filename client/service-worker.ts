/**
 * Opens the tablet without a network. It serves the shell that the build made, and nothing else: every other request goes
 * to the server untouched, so no answer of the server is ever kept here. Each file is checked against the build's hash when
 * it is fetched; a captive portal's page fails the check, the installation fails with it, and the version before stays.
 */
type ShellFile = { readonly url: string; readonly revision: string | null; readonly integrity: string }

declare const self: ServiceWorkerGlobalScope & {
  /** Filled in by the build. */
  readonly __WB_MANIFEST: readonly ShellFile[]
}

const files = self.__WB_MANIFEST
const shellPath = '/index.html'
const cachePrefix = 'onecounter-shell-'
const cacheName = cachePrefix + versionOf(files)
const paths: ReadonlySet<string> = new Set(files.map(({ url }) => url))

/** What the server answers itself, even when somebody types it into the address bar. */
const serverPaths =
  /^\/(?:sync|devices|members|receipts|stock|channels|staff|admin|livez|readyz|metrics)(?:\/|$)/

self.addEventListener('install', (event) => event.waitUntil(fetchShell()))
self.addEventListener('activate', (event) => event.waitUntil(takeOver()))

self.addEventListener('fetch', (event) => {
  const path = shellPathOf(event.request)
  if (path !== undefined) event.respondWith(fromShell(path, event.request))
})

/** Only the sign-in screen sends this, when somebody there said yes to the new version. */
self.addEventListener('message', (event) => {
  const asked: unknown = event.data
  const asksToGoOn =
    typeof asked === 'object' && asked !== null && 'type' in asked && asked.type === 'SKIP_WAITING'
  if (asksToGoOn) event.waitUntil(self.skipWaiting())
})

/** All of it or nothing: one file that does not come as it was built fails the installation. */
async function fetchShell(): Promise<void> {
  const cache = await caches.open(cacheName)
  await Promise.all(
    files.map(async ({ url, integrity }) => {
      if ((await cache.match(url)) !== undefined) return
      const response = await fetch(url, { integrity, cache: 'no-cache', credentials: 'same-origin' })
      if (response.status !== 200 || response.redirected)
        throw new Error(`${url} did not come as it was built`)
      await cache.put(url, response)
    }),
  )
}

async function takeOver(): Promise<void> {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith(cachePrefix) && name !== cacheName)
  await Promise.all(old.map((name) => caches.delete(name)))
  // Also the page that installed it: only with a page in its care does the next version wait for the sign-in screen.
  await self.clients.claim()
}

/** The file of the shell that answers a request, when one does. */
function shellPathOf(request: Request): string | undefined {
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return undefined
  if (paths.has(pathname)) return pathname
  return request.mode === 'navigate' && !serverPaths.test(pathname) ? shellPath : undefined
}

/** A browser that threw the cache away still has the network. */
async function fromShell(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName)
  return (await cache.match(path)) ?? fetch(request)
}

/** The same files are the same version. */
function versionOf(all: readonly ShellFile[]): string {
  const text = all.map(({ url, integrity }) => `${url} ${integrity}`).join('\n')
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(16)
}
