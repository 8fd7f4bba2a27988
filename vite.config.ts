import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { type Plugin, build, defineConfig } from 'vite'
import { injectManifest } from 'workbox-build'
import packageFile from './package.json' with { type: 'json' }

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const folder = here('./dist/client')
const dayMs = 86_400_000
/** A tablet that has not updated for a while still finds the files of its own version. */
const oldAssetsKeptMs = 45 * dayMs

const server = 'http://127.0.0.1:4000'
const serverPaths = [
  '/sync',
  '/devices',
  '/members',
  '/receipts',
  '/stock',
  '/channels',
  '/staff',
  '/admin',
  '/livez',
  '/readyz',
  '/metrics',
]

export default defineConfig({
  root: here('./client'),
  plugins: [vue(), serviceWorker()],
  define: {
    __APP_VERSION__: JSON.stringify(packageFile.version),
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: folder,
    emptyOutDir: false,
    target: 'es2022',
    // Every file is a file of its own, with its hash in the service worker's list.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: { proxy: Object.fromEntries(serverPaths.map((path) => [path, server])) },
})

/** Builds client/service-worker.ts as one classic script, once the app's files are known, and writes their list into it. */
function serviceWorker(): Plugin {
  let files: readonly string[] = []
  return {
    name: 'onecounter:service-worker',
    apply: 'build',
    writeBundle(_, bundle) {
      files = Object.keys(bundle)
    },
    async closeBundle(error) {
      if (error !== undefined) return
      await build({
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        define: { 'process.env.NODE_ENV': '"production"' },
        build: {
          outDir: folder,
          emptyOutDir: false,
          target: 'es2022',
          lib: {
            entry: here('./client/service-worker.ts'),
            formats: ['iife'],
            name: 'shell',
            fileName: () => 'service-worker.js',
          },
        },
      })
      await listFiles([...files, 'manifest.webmanifest', 'icons/*'])
      await forgetOldAssets()
    },
  }
}

async function listFiles(globPatterns: string[]): Promise<void> {
  const script = `${folder}/service-worker.js`
  const { warnings } = await injectManifest({
    swSrc: script,
    swDest: script,
    globDirectory: folder,
    globPatterns,
    maximumFileSizeToCacheInBytes: 4_000_000,
    manifestTransforms: [
      async (entries) => ({ manifest: await Promise.all(entries.map(withIntegrity)), warnings: [] }),
    ],
  })
  if (warnings.length > 0) throw new Error(warnings.join('\n'))
}

async function withIntegrity<Entry extends { url: string }>(
  entry: Entry,
): Promise<Entry & { integrity: string }> {
  const hash = createHash('sha384').update(await readFile(`${folder}/${entry.url}`))
  return { ...entry, url: `/${entry.url}`, integrity: `sha384-${hash.digest('base64')}` }
}

async function forgetOldAssets(): Promise<void> {
  for (const name of await readdir(`${folder}/assets`)) {
    const path = `${folder}/assets/${name}`
    if (Date.now() - (await stat(path)).mtimeMs > oldAssetsKeptMs) await rm(path)
  }
}
