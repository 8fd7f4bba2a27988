import { treatmentOf } from '#shared/domain/remedy.ts'
import { type InboxEntry, standing } from '#shared/domain/inbox.ts'
import { chargeOf, type Deed, type Step } from '#shared/domain/settlement.ts'
import { useTexts } from '../../i18n/use-texts.ts'
import { usePlaces } from '../../state/places.ts'
import { useSession } from '../../state/session.ts'

/** What an entry says, wherever it is shown. */
export function useInboxWords() {
  const { t, money, dateTime, te } = useTexts()
  const places = usePlaces()
  const session = useSession()

  /** Somebody of this store by name, at head office everybody; others by the id that their receipts show. */
  const personOf = (id: string | null | undefined): string =>
    session.people.find((one) => one.id === id)?.name ??
    places.names.get(`staff:${id}`) ??
    id ??
    t('inbox.office')
  const placeOf = (where: string): string => places.nameOf(where, t)
  const bearerOf = (to: string): string =>
    to.startsWith('staff:') ? personOf(to.slice('staff:'.length)) : placeOf(to)

  function costOf({ seen }: InboxEntry): string {
    if (seen.cost === undefined) return t('inbox.costUnknown')
    return seen.cost === 0 ? t('inbox.costNone') : money(Math.abs(seen.cost))
  }

  function stateOf(entry: InboxEntry, here: string): string {
    const { state, asked } = standing(entry)
    if (entry.home !== here && state === 'waiting' && asked === here)
      return t('inbox.asksYou', { place: placeOf(entry.home) })
    const charge = chargeOf(entry.steps)
    if (entry.home !== here && charge?.to === here)
      return t('inbox.chargesYou', { place: placeOf(entry.home), amount: money(charge.amount) })
    if (entry.isOver) return t('inbox.state.over')
    return t(`inbox.state.${state}`, { place: placeOf(asked ?? '') })
  }

  function ownerOf(entry: InboxEntry): string {
    const { owner } = standing(entry)
    return owner === null ? t(`inbox.ownerFirst.${treatmentOf(entry.seen.code).owner}`) : personOf(owner)
  }

  function stepText({ deed, staff, where }: Step): string {
    const who = personOf(staff)
    switch (deed.did) {
      case 'ask':
        return t('inbox.step.ask', { who, place: placeOf(deed.store) })
      case 'answer':
        return t('inbox.step.answer', { who, place: placeOf(where) })
      case 'charge-back':
        return t('inbox.step.charge-back', { who, amount: money(deed.amount), place: bearerOf(deed.to) })
      case 'take':
      case 'accept':
      case 'correct':
      case 'reopen':
        return t(`inbox.step.${deed.did}`, { who })
    }
  }

  /** What is about to be decided. */
  function deedText(deed: Deed): string {
    const name = t(`inbox.did.${deed.did}`)
    return deed.did === 'charge-back' ? `${name} ${money(deed.amount)} → ${bearerOf(deed.to)}` : name
  }

  /** What the rule that found it advises; a code that is newer than this app is head office's. */
  const adviceOf = (code: string): string =>
    t(te(`discrepancies.next.${code}`) ? `discrepancies.next.${code}` : 'discrepancies.next.other')

  return { t, te, money, dateTime, personOf, placeOf, costOf, stateOf, ownerOf, stepText, deedText, adviceOf }
}
