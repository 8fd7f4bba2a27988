import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import packageFile from '../../package.json' with { type: 'json' }

/**
 * Puts a newer build into the folder that the server serves: the app says another version, its file has another name, and
 * the page, the screens that are loaded later and the service worker's list follow, with their hashes, as a build would have
 * made them. The app of the version before stays where it is.
 */
export async function deployNext(folder: string, version: string): Promise<void> {
  const { shell, worker } = await read(folder)
  const [path, name = ''] = /\/assets\/(index-[\w-]+)\.js/.exec(shell) ?? []
  if (path === undefined) throw new Error('the page names no app')
  const app = await readFile(join(folder, path), 'utf8')
  const next = app.replaceAll(`\`${packageFile.version}\``, `\`${version}\``)
  if (next === app) throw new Error('the app does not tell its version')
  const nextName = `${name}-next`
  const follow = (text: string): string => text.replaceAll(`${name}.js`, `${nextName}.js`)
  const nextShell = follow(shell)
  const changed: [before: string, after: string][] = [
    [app, next],
    [shell, nextShell],
  ]
  const assets = join(folder, 'assets')
  for (const file of await readdir(assets)) {
    const screen = join(assets, file)
    if (!file.endsWith('.js') || file === `${name}.js`) continue
    const text = await readFile(screen, 'utf8')
    if (follow(text) === text) continue
    changed.push([text, follow(text)])
    await writeFile(screen, follow(text))
  }
  let nextWorker = follow(worker)
  for (const [before, after] of changed) {
    nextWorker = replaced(nextWorker, integrity(before), integrity(after))
    nextWorker = nextWorker.replaceAll(md5(before), md5(after))
  }
  await writeFile(join(assets, `${nextName}.js`), next)
  await writeFile(join(folder, 'index.html'), nextShell)
  // Last: who hears of the new version finds all of it.
  await writeFile(join(folder, 'service-worker.js'), nextWorker)
}

async function read(folder: string): Promise<{ readonly shell: string; readonly worker: string }> {
  const [shell, worker] = await Promise.all(
    ['index.html', 'service-worker.js'].map((file) => readFile(join(folder, file), 'utf8')),
  )
  return { shell: shell ?? '', worker: worker ?? '' }
}

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the service worker's list has no ${from}`)
  return text.replaceAll(from, to)
}

function integrity(text: string): string {
  return `sha384-${createHash('sha384').update(text).digest('base64')}`
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
