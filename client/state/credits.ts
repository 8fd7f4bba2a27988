/** Store credit that somebody pays with: found by the receipt of the return that gave it. */
import { defineStore } from 'pinia'
import { type Credit } from '#shared/domain/credit.ts'
import { numberWord } from '#client/db/find-words.ts'
import { useParts } from './parts.ts'

export const useCredits = defineStore('credits', () => {
  const { tablet } = useParts()

  /** By the code on the return's receipt or by its number. */
  async function find(text: string): Promise<Credit | undefined> {
    const { code } = await tablet.receipt(text)
    if (code) return await tablet.rows.get('credit', code.sale)
    const [found] = await tablet.rows.find('credit', numberWord(text), 1)
    return found
  }

  return { find }
})
