/** Where a cloud invoice is kept instead of on paper, and what else a buyer may say of it. Taiwan: 電子發票實施作業要點. */
export type Carrier = { readonly kind: 'mobile' | 'citizen'; readonly value: string }

/** 手機條碼: `/` and seven of `0-9A-Z+-.`. 自然人憑證: two letters and fourteen digits. Upper case only, as they are printed. */
export function carrierIn(text: string): Carrier | undefined {
  if (/^\/[0-9A-Z.+-]{7}$/.test(text)) return { kind: 'mobile', value: text }
  if (/^[A-Z]{2}\d{14}$/.test(text)) return { kind: 'citizen', value: text }
  return undefined
}
