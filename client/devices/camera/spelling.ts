/**
 * One code, one text, whichever engine read it. A UPC-A symbol is an EAN-13 that begins with 0, and a UPC-E symbol is a UPC-A
 * with its zeros left out; engines differ in which of these they answer. Here it is always the twelve digits of the UPC-A, as
 * a wedge scanner sends them.
 */
import type { BarcodeRead } from './engine.ts'

export function spelled({ text, format }: BarcodeRead): BarcodeRead {
  if (format === 'ean-13' || format === 'upc-a' || format === 'upc-e') {
    if (/^0\d{12}$/.test(text)) return { text: text.slice(1), format: 'upc-a' }
  }
  if (format === 'upc-e') return { text: expanded(text), format: 'upc-a' }
  return { text, format }
}

/** GS1 General Specifications §5.2.2.4: where the zeros go is said by the last digit before the check digit. */
function expanded(text: string): string {
  const [, system, body = '', rule = '', check] = /^([01])(\d{5})(\d)(\d)$/.exec(text) ?? []
  if (system === undefined) return text
  if (rule <= '2') return `${system}${body.slice(0, 2)}${rule}0000${body.slice(2)}${check}`
  if (rule === '3') return `${system}${body.slice(0, 3)}00000${body.slice(3)}${check}`
  if (rule === '4') return `${system}${body.slice(0, 4)}00000${body.slice(4)}${check}`
  return `${system}${body}0000${rule}${check}`
}
