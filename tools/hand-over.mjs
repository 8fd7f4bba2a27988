// Runs a program of this project on the pinned Node in place of the calling tool.
import { spawn } from 'node:child_process'
import { pinnedNode, root } from './root.mjs'

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP']
const parentPollMs = 500

/** Resolves with the program's exit code; signals are passed on, and a death by signal is repeated here. */
export function handOver(program, args) {
  const child = spawn(pinnedNode, [program, ...args], { cwd: root, stdio: 'inherit' })
  for (const signal of passedOn) {
    process.on(signal, () => {
      // A terminal has sent Ctrl-C and its own end to the child too; a second one would mean "stop at once".
      if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  if (process.env.npm_lifecycle_event) endWithParent(child)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (signal === null) return resolve(code)
      for (const name of passedOn) process.removeAllListeners(name)
      process.kill(process.pid, signal)
    })
  })
}

/** npm passes SIGTERM to the shell that it put between us, and that shell dies without telling us. */
function endWithParent(child) {
  const parent = process.ppid
  const poll = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(poll)
    child.kill('SIGTERM')
  }, parentPollMs)
  poll.unref()
}
