// npm run bench -- [NAME [FOLDER]] [--json] [--quick] [--only NAME] [--prof FOLDER]; FOLDER: pictures for `barcodes`
import { availableParallelism, cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { barcodeFigures } from './barcodes.ts'
import { type Figure, holds, tableOf } from './figure.ts'
import { groupCommit } from './group-commit.ts'
import { ingestRatio } from './ingest.ts'
import { liveLag } from './live.ts'
import { pullRatio } from './pull.ts'
import { coldStart } from './tablet/cold-start.ts'
import { firstScript } from './tablet/first-script.ts'
import { receiptLookUp } from './tablet/receipts.ts'
import { saleCommit } from './tablet/sale-commit.ts'
import { scanToLine } from './tablet/scan.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    prof: { type: 'string' },
  },
})

const [wanted = values.only, folder] = positionals
const quick = values.quick
const flags = values.prof === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.prof}`]

/** Each with a long measure and a short one; both check the same bound. */
const measures: Readonly<Record<string, () => Promise<Figure | readonly Figure[]>>> = {
  'group-commit': () => groupCommit({ rounds: quick ? 3 : 7, flags }),
  ingest: () => ingestRatio({ rounds: quick ? 12 : 30, flags }),
  pull: () => pullRatio({ pairs: quick ? 300 : 1500, flags }),
  live: () => liveLag({ samples: quick ? 60 : 200, flags }),
  'first-script': async () => firstScript(),
  'cold-start': () => coldStart({ rounds: quick ? 9 : 15 }),
  'sale-commit': () => saleCommit({ sales: quick ? 150 : 500 }),
  scan: () =>
    scanToLine({
      products: quick ? 5_000 : 50_000,
      members: quick ? 5_000 : 50_000,
      scans: quick ? 40 : 100,
    }),
  receipts: () => receiptLookUp({ receipts: 100_000, samples: quick ? 60 : 200 }),
  barcodes: () => barcodeFigures(folder),
}

const names = Object.keys(measures).filter((name) => wanted === undefined || name === wanted)
if (names.length === 0) {
  process.stderr.write(`There is no figure ${wanted}; there are ${Object.keys(measures).join(', ')}.\n`)
  process.exit(2)
}
const figures: Figure[] = []
for (const name of names) {
  if (!values.json) process.stderr.write(`measuring ${name} …\n`)
  const measure = measures[name]
  if (measure) figures.push(...[await measure()].flat())
}
const machine = {
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  load: loadavg()[0] ?? 0,
}
if (values.json) {
  console.log(
    JSON.stringify(
      { machine, figures: figures.map((figure) => ({ ...figure, holds: holds(figure) })) },
      null,
      2,
    ),
  )
} else {
  // What is missed comes first: it is what one looks for.
  console.log(tableOf(figures.toSorted((a, b) => Number(holds(a)) - Number(holds(b)))))
  console.log(
    `Node ${machine.node} on ${machine.cores} × ${machine.cpu}, load ${machine.load.toFixed(1)} at the end`,
  )
}
if (!figures.every(holds)) process.exitCode = 1
