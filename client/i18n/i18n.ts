import { createI18n } from 'vue-i18n'
import type { Language } from './language.ts'
import { textsOf } from './texts.ts'

export function createTexts(locale: Language) {
  return createI18n({
    legacy: false,
    locale,
    fallbackLocale: 'zh-TW',
    messages: { 'zh-TW': textsOf('zh-TW'), en: textsOf('en') },
  })
}
