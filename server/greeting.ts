import { DEMO_CHANNEL, demoMembers, demoStaff } from '#server/demo/people.ts'
import type { Demo } from '#server/demo/demo-chain.ts'
import type { FirstAdmin } from '#server/office/first-admin.ts'
import type { Telling } from './tell-demo.ts'
import type { Register } from '#server/tables/register.ts'

export type Greeting = {
  readonly url: string
  readonly demo: Demo
  readonly history: Telling['history']
  /** Only from the start that made it. */
  readonly admin: FirstAdmin | undefined
  readonly code: { readonly shown: string; readonly register: Register; readonly hours: number } | undefined
  readonly dataPlace: string
}

/** What a person sees after the start. */
export function greetingLines({ url, demo, history, admin, code, dataPlace }: Greeting): string[] {
  const lines = [`Onecounter is open at ${url}`, `  Data: ${dataPlace}`]
  if (code) {
    const { shown, register, hours } = code
    lines.push(
      `  Enrolment code: ${shown} (${register.store.name} ${register.name}, register ${register.id}; once, within ${hours} hours)`,
    )
    lines.push('  More codes: npm run enrolment-code -- --register R02')
  }
  if (admin) {
    lines.push(
      `  Administration: ${admin.id}, password for the first sign-in, shown this once: ${admin.password}`,
    )
  }
  if (demo.is === 'made') {
    lines.push(
      `  Demo PINs: ${demoStaff.map(({ name, pin, role }) => `${name} ${pin} (${role})`).join(', ')}`,
    )
    const [first] = demoMembers
    lines.push(
      `  Demo members: cards M0000001 to M000000${demoMembers.length}, for example ${first?.name} ${first?.card}`,
    )
    if (history === 'arriving')
      lines.push('  Half a year of sales, orders and members is being put in; tablets see it arrive.')
    if (history !== 'none')
      lines.push(
        '  Demo data: UCI Online Retail (Chen, 2015), CC BY 4.0; Open Food Facts, ODbL 1.0; see server/demo/data. DEMO=small does without.',
      )
    if (demo.channelToken !== undefined)
      lines.push(`  Token of the channel ${DEMO_CHANNEL.id}, shown this once: ${demo.channelToken}`)
  }
  lines.push(
    '  Tablets on other machines need HTTPS: put a proxy with a certificate in front of this address.',
  )
  return lines
}
