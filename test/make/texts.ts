import { firstWords } from '#client/i18n/first-words.ts'
import { inLanguage } from '#client/i18n/in-language.ts'
import type { Language } from '#client/i18n/language.ts'
import { moreWords } from '#client/i18n/more-words.ts'

/** Everything that the screens say in a language. */
export const textsOf = <L extends Language>(language: L) =>
  inLanguage({ ...firstWords, ...moreWords }, language)
