import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { missingOptionalPackages } from '../../tools/complete-lockfile.mjs'
import { textOf } from './files.ts'

const Versions = z.record(z.string(), z.string())
const Manifest = z.object({
  dependencies: Versions,
  devDependencies: Versions,
  allowScripts: z.record(z.string(), z.boolean()),
})
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ resolved: z.optional(z.string()), hasInstallScript: z.optional(z.boolean()) }),
  ),
})

const manifest = Manifest.parse(JSON.parse(textOf('package.json')))
const lock = Lock.parse(JSON.parse(textOf('package-lock.json')))

it('every dependency is pinned to one version', () => {
  const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    ([, version]) => !/^(npm:[\w-]+@)?\d/.test(version),
  )
  expect(loose).toEqual([])
})

it('the lockfile names no registry', () => {
  expect(Object.keys(lock.packages).filter((path) => lock.packages[path]?.resolved !== undefined)).toEqual([])
})

it('the lockfile knows the optional packages of every platform; if not, run tools/complete-lockfile.mjs', () => {
  expect(missingOptionalPackages(lock).map(({ name }) => name)).toEqual([])
})

it('whoever has an install script is named in allowScripts', () => {
  const scripted = Object.entries(lock.packages).filter(([, each]) => each.hasInstallScript)
  const names = scripted.map(([path]) =>
    path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
  )
  expect(names.filter((name) => manifest.allowScripts[name] === undefined)).toEqual([])
})
