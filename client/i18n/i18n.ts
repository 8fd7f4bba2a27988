import { createI18n } from 'vue-i18n'
import { firstWords } from './first-words.ts'
import { inLanguage } from './in-language.ts'
import type { Language } from './language.ts'

export function createTexts(locale: Language) {
  return createI18n({
    legacy: false,
    locale,
    fallbackLocale: 'zh-TW',
    messages: { 'zh-TW': inLanguage(firstWords, 'zh-TW'), en: inLanguage(firstWords, 'en') },
  })
}
