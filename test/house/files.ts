import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const root = join(import.meta.dirname, '../..')
const unread = new Set(['.git', ...ignoredFolders()])
const binary = /\.(gz|png|ico|woff2)$/

/** Paths from the root of the project, with forward slashes: what is committed, or would be. */
export const sourcePaths: readonly string[] = readdirSync(root, { recursive: false, withFileTypes: true })
  .filter(({ name }) => !unread.has(name))
  .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(root, entry.name)) : [join(root, entry.name)]))
  .map((path) => relative(root, path).split(sep).join('/'))
  .filter((path) => !path.endsWith('.log'))

export const textPaths = sourcePaths.filter((path) => !binary.test(path))
export const codePaths = sourcePaths.filter((path) => /\.(ts|vue|mjs|cjs)$/.test(path))

export const inRoot = (path: string): string => join(root, path)
export const textOf = (path: string): string => readFileSync(inRoot(path), 'utf8')

/** `path:line  text` of every line that matches, ready to be shown. */
export function linesThatMatch(paths: readonly string[], pattern: RegExp): readonly string[] {
  return paths.flatMap((path) =>
    textOf(path)
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}  ${line.trim().slice(0, 120)}`] : [])),
  )
}

function ignoredFolders(): readonly string[] {
  const lines = readFileSync(join(root, '.gitignore'), 'utf8').split('\n')
  return lines.filter((line) => /^\/.+\/$/.test(line)).map((line) => line.slice(1, -1))
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
