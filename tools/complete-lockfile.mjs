// Adds to package-lock.json the optional packages of other platforms that npm left out.
// npm drops an optional package from the lockfile when the registry in use does not carry it; `npm ci` of npm 11 then
// refuses the lockfile everywhere. An added entry has no integrity: the registry of whoever installs it supplies that.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inRoot } from './root.mjs'

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]

/** @param {{ packages: object }} lock @returns {{ name: string, version: string, parent: object }[]} */
export function missingOptionalPackages(lock) {
  const missing = []
  for (const [path, parent] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (!isLocked(lock, path, name)) missing.push({ name, version, parent })
    }
  }
  return missing
}

function isLocked(lock, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true
    if (at === '') return false
  }
}

function entryOf({ name, version, parent }) {
  const words = name.split('/').at(-1).split('-')
  const at = words.findIndex((word) => systems.includes(word))
  if (at < 0 || !/^\d/.test(version)) throw new Error(`no platform or exact version in ${name}@${version}`)
  const abi = words[at + 2] ?? ''
  const libc = abi.startsWith('gnu') ? ['glibc'] : abi.startsWith('musl') ? ['musl'] : undefined
  return {
    version,
    cpu: [words[at + 1]],
    ...(parent.dev ? { dev: true } : {}),
    ...(words[at] === 'linux' && libc ? { libc } : {}),
    optional: true,
    os: [words[at]],
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = inRoot('package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const missing = missingOptionalPackages(lock)
  for (const each of missing) lock.packages[`node_modules/${each.name}`] = entryOf(each)
  const [top, ...rest] = Object.entries(lock.packages)
  lock.packages = Object.fromEntries([top, ...rest.sort(([a], [b]) => a.localeCompare(b, 'en'))])
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`${missing.length} optional packages added to package-lock.json`)
}
