// Finds a Chromium for the end-to-end tests, or brings one.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pinnedNode, root, toolScript } from './root.mjs'
import { Trouble, say } from './trouble.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']
const macApplications = ['Google Chrome', 'Chromium'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
)

/** The path of a Chromium that starts; undefined means the one that Playwright keeps itself. */
export function ensureBrowser() {
  const named = process.env.ONECOUNTER_CHROMIUM
  if (named) {
    if (starts(named)) return named
    throw new Trouble(`ONECOUNTER_CHROMIUM names ${named}, which does not start.`, 'correct it or unset it.')
  }
  return installed() ?? fromDebian() ?? fromPlaywright()
}

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = [
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
    ...macApplications,
  ]
  return candidates.find((path) => existsSync(path) && starts(path))
}

function starts(path) {
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0
}

function fromDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  // Ubuntu's package of this name only asks for a snap.
  if (!/^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))) return undefined
  say('Installing the Debian package chromium for the end-to-end tests …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore', env })
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
    stdio: 'ignore',
    env,
  })
  return installed()
}

function fromPlaywright() {
  say('Installing the Chromium of Playwright for the end-to-end tests …')
  const args = [toolScript('@playwright/test', 'playwright'), 'install', 'chromium']
  const { status, stdout, stderr } = spawnSync(pinnedNode, args, { cwd: root, encoding: 'utf8' })
  if (status === 0) return undefined
  throw new Trouble(
    `There is no Chromium, and none could be installed.\n${stdout}${stderr}`,
    'install Chromium or Chrome, or set ONECOUNTER_CHROMIUM to its path.',
  )
}
