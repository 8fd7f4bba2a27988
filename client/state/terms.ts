/** What the chain promises and allows, as this tablet knows it. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { DEFAULT_TERMS, type Terms, TERMS_KEY, termsKey } from '#shared/domain/terms.ts'
import { useParts } from './parts.ts'

export const useTerms = defineStore('terms', () => {
  const { tablet } = useParts()
  const current = shallowRef<Terms>(DEFAULT_TERMS)

  async function refresh(): Promise<void> {
    if (tablet.device === undefined) return
    current.value = (await tablet.rows.get('terms', TERMS_KEY)) ?? DEFAULT_TERMS
  }

  /** The terms that something was sold under; where they are not known any more, those of today. */
  async function soldUnder(version: number | undefined): Promise<Terms> {
    await refresh()
    if (version === undefined || version === current.value.version) return current.value
    return (await tablet.rows.get('terms', termsKey(version))) ?? current.value
  }

  return { current, refresh, soldUnder }
})
