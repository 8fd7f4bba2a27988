import { expect, it } from 'vitest'
import { codePaths, inRoot, linesThatMatch } from './files.ts'

/** The headless tablet runs these rooms in Node. Lint closes the names that only a browser has. */
const portable = codePaths.filter((path) => /^client\/(sync|db|directory)\//.test(path))

it('client/sync, client/db and client/directory ask no bundler for anything', () => {
  expect(portable.length).toBeGreaterThan(0)
  expect(linesThatMatch(portable, /import\.meta\.(env|glob|hot)|\?(worker|url|raw|inline)\b|\.vue'/)).toEqual(
    [],
  )
})

it.each(portable)('Node loads %s', async (path) => {
  await expect(import(inRoot(path))).resolves.toBeDefined()
})
