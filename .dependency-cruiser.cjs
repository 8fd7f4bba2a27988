// Who may import whom.
const npm = '^node_modules/'
const node = 'node'
const zod = `${npm}zod/`
const shared = '^shared/'

/** A package's file that Vite puts beside the code: with its question mark only Vite can resolve it. */
const builtAsset = '\\.wasm\\?url$'

/** What lives in `from` imports its own room and what is listed, nothing else. */
const only = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: `^${from}` },
  to: {
    pathNot: [`^${from}`, ...to.filter((path) => path !== node)],
    ...(to.includes(node) ? { dependencyTypesNot: ['core'] } : {}),
  },
})

/** What matches `from` does not import what matches `to`. */
const never = (name, from, to) => ({ name, severity: 'error', from, to })

const rooms = { path: '^(shared|client|server)/' }
/** In `room` only the files that match `owner` import what matches `to`. */
const ownedBy = (name, [room, owner], to) => never(name, { path: room, pathNot: owner }, { path: to })

module.exports = {
  forbidden: [
    never('no-cycles', {}, { circular: true }),
    never('resolvable', {}, { couldNotResolve: true, pathNot: builtAsset }),
    never('runtime-needs-dependencies', rooms, { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] }),
    never('nobody-imports-tests-or-tools', rooms, { path: ['^(test|tools)/', '^[^/]+\\.(ts|mjs|cjs)$'] }),
    ownedBy(
      'only-main-knows-everybody',
      ['', '^test/'],
      '^(server|client|client/app)/(main|service-worker)\\.ts$',
    ),

    only('base-stands-alone', 'shared/base/', [`${npm}@noble/hashes/`]),
    only('domain-knows-base', 'shared/domain/', ['^shared/base/', zod]),
    only('shared-sync-knows-domain', 'shared/sync/', ['^shared/(base|domain)/', zod]),
    only('shared-office-knows-sync', 'shared/office/', ['^shared/(base|domain|sync)/', zod]),
    ownedBy('hash-has-one-door', [rooms.path, '^shared/base/hash\\.ts$'], `${npm}@noble/hashes/`),

    never('client-never-meets-server', { path: '^client/' }, { path: '^server/' }),
    never('server-never-meets-client', { path: '^server/' }, { path: '^client/' }),
    never('no-node-in-a-browser', { path: '^(client|shared)/' }, { dependencyTypes: ['core'] }),

    only('db-stands-below', 'server/db/', ['^shared/base/', node, npm]),
    only('tables-know-db', 'server/tables/', ['^server/db/query\\.ts$', shared, zod]),
    only('projections-know-tables', 'server/projections/', [
      '^server/(sync/|tables/|db/(query|errors)\\.ts$)',
      shared,
      zod,
      node,
    ]),
    only('import-knows-the-ledger', 'server/import/', [
      '^server/(sync/|tables/|office/|db/query\\.ts$|auth/token\\.ts$)',
      shared,
      zod,
      `${npm}csv-(parse|stringify)/`,
      node,
    ]),
    ownedBy(
      'csv-stays-in-import',
      ['^server/', '^server/(import|commands)/'],
      `${npm}csv-(parse|stringify)/`,
    ),
    never(
      'server-sync-is-below',
      { path: '^server/sync/' },
      { path: '^server/(http|auth|office|connectors|projections|import|demo|commands|config)' },
    ),
    never('demo-is-below', { path: '^server/demo/' }, { path: '^server/(http|connectors|commands|config)' }),
    never(
      'auth-is-below',
      { path: '^server/auth/' },
      { path: '^server/(http|office|connectors|commands|config)' },
    ),
    never(
      'office-is-below',
      { path: '^server/office/' },
      { path: '^server/(http|connectors|commands|config)' },
    ),
    never(
      'connectors-are-below',
      { path: '^server/connectors/' },
      { path: '^server/(http|commands|config)' },
    ),
    never('http-is-thin', { path: '^server/http/' }, { path: '^server/(db|tables|commands)/' }),
    ownedBy('only-main-knows-http', ['^server/', '^server/(main\\.ts$|http/)'], '^server/http/'),
    ownedBy(
      'only-main-and-commands-open-a-database',
      ['^server/', '^server/(main\\.ts$|commands/|db/)'],
      '^server/db/(?!(query|errors)\\.ts$)',
    ),
    ownedBy('drivers-stay-in-db', ['^server/', '^server/db/'], `${npm}(pg|better-sqlite3)/`),
    ownedBy('express-stays-in-http', ['^server/', '^server/http/'], `${npm}(express|helmet|compression)/`),

    only('client-db-stands-below', 'client/db/', [shared, `${npm}dexie/`, zod]),
    only('directory-knows-db', 'client/directory/', ['^client/db/', shared, zod]),
    only('client-sync-knows-db', 'client/sync/', ['^client/(db|directory)/', shared, `${npm}dexie/`, zod]),
    only('devices-stand-alone', 'client/devices/', [shared, npm, builtAsset]),
    only('ui-has-no-domain-word', 'client/ui/', ['^client/i18n/', '^shared/base/', npm]),
    only('i18n-stands-alone', 'client/i18n/', [shared, npm]),
    only('state-knows-the-tablet', 'client/state/', [
      '^client/(directory|db|devices|i18n)/',
      '^client/sync/(tablet|commit|intent|histories|shelves|asked-receipts|care|office|sync-status)\\.ts$',
      shared,
      npm,
    ]),
    only('screens-know-state', 'client/screens/', ['^client/(state|ui|i18n)/', shared, npm]),
    ownedBy('screens-never-see-dexie', ['^client/', '^client/(db|sync)/'], `${npm}dexie/`),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|\\.cache)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'module', 'browser', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.vue', '.mjs', '.js', '.json'],
    },
  },
}
