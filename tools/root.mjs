// Where things are. The tools run on the machine's own Node (20 or newer), everything else on the pinned one.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const inRoot = (...path) => join(root, ...path)

// Every program of ours starts from TypeScript: what was stripped and compiled once is kept, which halves a start.
process.env.NODE_COMPILE_CACHE ??= inRoot('.cache/node')

export const readJson = (...path) => JSON.parse(readFileSync(inRoot(...path), 'utf8'))

export const pinnedNodeVersion = readJson('package.json').dependencies.node
export const pinnedNode = inRoot('node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** The script behind `node_modules/.bin/<name>`, so that the pinned Node can be told to run it. */
export function toolScript(packageName, name = packageName) {
  const { bin } = readJson('node_modules', packageName, 'package.json')
  return inRoot('node_modules', packageName, typeof bin === 'string' ? bin : bin[name])
}
