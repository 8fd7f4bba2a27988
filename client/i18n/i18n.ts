import { createI18n } from 'vue-i18n'
import { en } from './en.ts'
import type { Language } from './language.ts'
import { zhTW } from './zh-TW.ts'

export function createTexts(locale: Language) {
  return createI18n({ legacy: false, locale, fallbackLocale: 'zh-TW', messages: { 'zh-TW': zhTW, en } })
}
