/** What is needed from the moment somebody is signed in, and not before: it is fetched while the PIN is typed. */
import { moreWords } from '../i18n/more-words.ts'
import { inLanguage } from '../i18n/in-language.ts'
import { type Language, languages } from '../i18n/language.ts'
import { useAutoLock } from '../state/auto-lock.ts'
import { useLive } from '../state/live.ts'

export { default as PlaceMenu } from './PlaceMenu.vue'
export { default as SignOut } from './SignOut.vue'

/** Answers how one leaves again. `addWords` puts the words of the other screens beside those of the sign-in screen. */
export function begin(addWords: (language: Language, words: object) => void): () => void {
  for (const language of languages) addWords(language, inLanguage(moreWords, language))
  const autoLock = useAutoLock()
  const live = useLive()
  return () => {
    live.stop()
    autoLock.stop()
  }
}
