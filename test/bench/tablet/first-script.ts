/** How much JavaScript comes before the first screen: the page's own script and what it imports at once. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ensureBuilt } from '../../../tools/build.mjs'
import type { Figure } from '../figure.ts'
import { clientFolder } from './files.ts'

const KILOBYTES_MAX = 180

export function firstScript(): Figure {
  ensureBuilt()
  const page = readFileSync(join(clientFolder, 'index.html'), 'utf8')
  const first = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path = '']) => path)
  const files = new Map<string, number>()
  const take = (path: string): void => {
    if (files.has(path)) return
    const text = readFileSync(join(clientFolder, path), 'utf8')
    files.set(path, gzipSync(text, { level: 9 }).length)
    for (const [, next = ''] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) take(`assets/${next}`)
  }
  for (const path of first) take(path)
  const bytes = [...files.values()].reduce((sum, one) => sum + one, 0)
  return {
    name: 'first-script',
    title: 'first JavaScript, gzip',
    value: bytes / 1000,
    unit: 'kB',
    bound: { is: 'at most', value: KILOBYTES_MAX },
    beside: [`${files.size} files: ${[...files].map(([path, size]) => `${path} ${size}`).join(', ')}`],
  }
}
