// Builds the client into dist/ when what it is made of has changed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { inRoot, pinnedNode, root, toolScript } from './root.mjs'
import { Trouble, say } from './trouble.mjs'

const sources = ['client', 'shared', 'vite.config.ts', 'package.json', 'package-lock.json']
const page = inRoot('dist/client/index.html')
const stamp = inRoot('dist/.built-from')

export function ensureBuilt() {
  const wanted = hashOfSources()
  if (existsSync(page) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('Building the client …')
  const { status, error } = spawnSync(pinnedNode, [toolScript('vite'), 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 2, 'inherit'],
  })
  if (error || status !== 0) {
    throw new Trouble(
      'The client does not build.',
      'vite names the file above; mend it, or take a version that builds.',
    )
  }
  writeFileSync(stamp, wanted)
}

function hashOfSources() {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((source) => filesOf(inRoot(source)))) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesOf(path) {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  const names = readdirSync(path).filter((name) => !name.startsWith('.'))
  return names.sort().flatMap((name) => filesOf(join(path, name)))
}
