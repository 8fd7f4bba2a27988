import { useTexts } from '../../i18n/use-texts.ts'
import type { OfficeProblem } from '../../state/administration.ts'

/** What went wrong in the office, and what to do about it. */
export function useProblemWords(): (problem: OfficeProblem | undefined) => string {
  const { t, reasonText } = useTexts()
  return (problem) => {
    if (problem === undefined) return ''
    if (problem.is === 'refused') return reasonText('office.refused', problem.reason)
    return t(`office.problem.${problem.is}`, { n: problem.is === 'wait' ? problem.seconds : 0 })
  }
}
