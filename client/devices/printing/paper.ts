/** What stands on a receipt, from top to bottom, before anybody knows how wide the paper is. */

export type Size = 'small' | 'normal' | 'large'

export type Block =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly align: 'left' | 'centre'
      readonly size: Size
      readonly bold: boolean
    }
  /** The right half is an amount: it is never broken and stands at the edge. */
  | {
      readonly kind: 'pair'
      readonly left: string
      readonly right: string
      readonly size: Size
      readonly bold: boolean
    }
  | { readonly kind: 'rule' }
  | { readonly kind: 'qr'; readonly text: string }
  | { readonly kind: 'gap'; readonly dots: number }

export type Paper = readonly Block[]

/** Of the roll, in millimetres. */
export type PaperWidth = 58 | 80

/** What the print head of such a roll prints across, at 203 dots an inch. */
export const dotsOf: Readonly<Record<PaperWidth, number>> = { 58: 384, 80: 576 }

type Look = { readonly size?: Size; readonly bold?: boolean }

export function line(text: string, { size = 'normal', bold = false }: Look = {}): Block {
  return { kind: 'text', text, align: 'left', size, bold }
}

export function centred(text: string, { size = 'normal', bold = false }: Look = {}): Block {
  return { kind: 'text', text, align: 'centre', size, bold }
}

export function pair(left: string, right: string, { size = 'normal', bold = false }: Look = {}): Block {
  return { kind: 'pair', left, right, size, bold }
}

export const rule: Block = { kind: 'rule' }
