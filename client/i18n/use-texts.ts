/** Words, amounts and times for a screen, in the language that is chosen now. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { dateTimeText, timeText, untilText, whenText } from './dates.ts'
import { type Language, isLanguage } from './language.ts'
import { moneyText, numberText } from './money.ts'

export function useTexts() {
  const { t, te, locale } = useI18n()
  const language = computed((): Language => (isLanguage(locale.value) ? locale.value : 'zh-TW'))
  return {
    t,
    /** The words for a reason that may be newer than this app, or those for an unknown one. */
    te,
    reasonText: (group: string, reason: string) =>
      te(`${group}.${reason}`) ? t(`${group}.${reason}`) : t(`${group}.unknown`),
    language,
    money: moneyText,
    number: numberText,
    time: timeText,
    dateTime: dateTimeText,
    when: (at: number, now: number) => whenText(at, now, language.value),
    until: (at: number, now: number) => untilText(at, now, language.value),
  }
}
