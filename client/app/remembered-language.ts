/** The language chosen on this tablet. A tablet that may not remember starts in the first language again. */
import { type Language, isLanguage } from '../i18n/language.ts'

const key = 'onecounter.language'

export function rememberedLanguage(): Language {
  try {
    const kept = localStorage.getItem(key)
    return isLanguage(kept) ? kept : 'zh-TW'
  } catch {
    return 'zh-TW'
  }
}

export function rememberLanguage(language: string): void {
  try {
    localStorage.setItem(key, language)
  } catch {
    // A private window forbids it; the switch still works until the page closes.
  }
}
