import { app, update, broken } from './words/app.ts'
import { common } from './words/everywhere.ts'
import { enrol } from './words/enrol.ts'
import { signIn } from './words/sign-in.ts'
import { status } from './words/status.ts'
import { help } from './words/help.ts'

/** The words of the sign-in screen and of the frame around every screen: the first picture waits for these only. */
export const firstWords = {
  app,
  update,
  broken,
  common,
  enrol,
  signIn,
  status,
  help,
} as const
