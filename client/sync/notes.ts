import { ASIDE, type Till } from '../db/till.ts'

/** Small things a screen keeps on this tablet (PIN tries, language), as strict as the money. `kept` hears of each that was. */
export const notesOf = (till: Till, kept: () => Promise<void>) => ({
  get: async (key: string): Promise<unknown> => (await till.state.get(ASIDE + key))?.value,
  set: async (key: string, value: unknown): Promise<void> => {
    await till.state.put({ key: ASIDE + key, value })
    await kept()
  },
})
