/** Something a person can mend: what is wrong, and what to do next. */
export class Trouble extends Error {
  constructor(cause, next) {
    super(`${cause}\n  Next: ${next}`)
    this.name = 'Trouble'
  }
}

/** Progress goes to standard error: standard output belongs to the program that is started. */
export const say = (text) => process.stderr.write(`${text}\n`)

/** Runs a tool's main function; trouble is told without a stack. */
export async function run(main) {
  try {
    await main()
  } catch (error) {
    say(error instanceof Trouble ? `\n${error.message}` : String(error?.stack ?? error))
    process.exitCode = 1
  }
}
