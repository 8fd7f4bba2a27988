export const languages = ['zh-TW', 'en'] as const
export type Language = (typeof languages)[number]

/** Each language is called by its own name, so that who cannot read the screen finds the way out. */
export const languageNames: Readonly<Record<Language, string>> = { 'zh-TW': '中文', en: 'English' }

export function isLanguage(text: string | null): text is Language {
  return languages.some((language) => language === text)
}
