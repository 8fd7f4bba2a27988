// Runs a list of steps, two at a time, and counts them.
import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { inRoot, pinnedNode, root, toolScript } from './root.mjs'

const lanes = 2
/** Twice what the longest takes on a slow machine: this only ends what hangs. */
const stepMsMax = 30 * 60_000
const running = new Set()

/**
 * A step is { name, script(), args, env?, lastLine?, alone? }. `lastLine`: what the output must end with, whatever the exit code says.
 * `alone`: it measures time or needs the memory, so it waits until nothing else runs.
 */
export const program = (name, file, more = {}) => ({ name, script: () => inRoot(file), args: [], ...more })
export const tool = (name, packageName, { bin = packageName, ...more } = {}) => ({
  name,
  script: () => toolScript(packageName, bin),
  args: [],
  ...more,
})

/** Runs every step, whatever fails, and prints a table; its last line is `N passed, M failed`. */
export async function runSteps(steps) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => abandon(signal))
  const started = Date.now()
  const results = new Map()
  const queue = steps.filter(({ alone }) => !alone)
  const lane = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) results.set(step, await runStep(step))
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  queue.push(...steps.filter(({ alone }) => alone))
  await lane()
  printTable(
    steps.map((step) => results.get(step)),
    Date.now() - started,
  )
  process.exitCode = steps.every((step) => results.get(step).passed) ? 0 : 1
}

async function runStep(step) {
  const started = Date.now()
  const { output, problem } = await outputOf(step)
  const last = output.trimEnd().split('\n').at(-1) ?? ''
  const wrongEnd =
    step.lastLine && !step.lastLine.test(last) ? `its last line is not ${step.lastLine}` : undefined
  const result = { name: step.name, ms: Date.now() - started, problem: problem ?? wrongEnd }
  result.passed = result.problem === undefined
  console.log(
    result.passed
      ? `ok    ${step.name}`
      : `FAIL  ${step.name}: ${result.problem}\n${output.trimEnd().replace(/^/gm, '      ')}`,
  )
  return result
}

function outputOf({ script, args, env }) {
  return new Promise((resolve) => {
    let output = ''
    let late = false
    const child = spawn(pinnedNode, [script(), ...args], {
      cwd: root,
      env: {
        ...process.env,
        NO_COLOR: '1',
        ...env,
        PATH: `${inRoot('node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: whatever the step started ends with it.
      detached: process.platform !== 'win32',
    })
    running.add(child)
    const timer = setTimeout(() => {
      late = true
      end(child, 'SIGKILL')
    }, stepMsMax)
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text))
    child.once('error', (error) => resolve({ output, problem: error.message }))
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      running.delete(child)
      const problem = late
        ? `not done after ${stepMsMax / 60_000} minutes`
        : code === 0
          ? undefined
          : `exit ${signal ?? code}`
      resolve({ output, problem })
    })
  })
}

function end(child, signal) {
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
  } catch {
    // It is gone already.
  }
}

function abandon(signal) {
  for (const child of running) end(child, 'SIGKILL')
  process.kill(process.pid, signal)
}

function printTable(results, ms) {
  const width = Math.max(...results.map(({ name }) => name.length))
  const seconds = (time) => `${(time / 1000).toFixed(1).padStart(6)} s`
  console.log('')
  for (const { name, ms: taken, passed } of results)
    console.log(`${passed ? 'ok  ' : 'FAIL'}  ${name.padEnd(width)} ${seconds(taken)}`)
  console.log(`      ${'together'.padEnd(width)} ${seconds(ms)}`)
  const failed = results.filter(({ passed }) => !passed).length
  console.log(`${results.length - failed} passed, ${failed} failed`)
}
