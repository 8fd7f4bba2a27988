/** GS1 element strings and Digital Links: the number of a product, and what else its label says. */
import { isTradeItemNumber } from './barcode.ts'
import { isLineWeight } from './line.ts'

export type Gs1 = {
  /** GTIN-14, application identifier 01. */
  readonly product: string
  /** From 310n (net weight in kg with n decimals); a label may leave it at nothing. */
  readonly grams?: number
  /** Batch or lot (10), serial number (21). */
  readonly lot?: string
  readonly serial?: string
}

const SEPARATOR = '\u001d'

/** How long an element is whose length is fixed by its first two digits (GS1 General Specifications figure 7.8.5-2), both digits included. */
const FIXED: Readonly<Record<string, number>> = {
  '00': 20,
  '01': 16,
  '02': 16,
  '03': 16,
  '04': 18,
  '11': 8,
  '12': 8,
  '13': 8,
  '14': 8,
  '15': 8,
  '16': 8,
  '17': 8,
  '18': 8,
  '19': 8,
  '20': 4,
  '31': 10,
  '32': 10,
  '33': 10,
  '34': 10,
  '35': 10,
  '36': 10,
  '41': 16,
}

/** `text` is what a scanner sends of a GS1-128, DataMatrix or QR code, the AIM identifier taken off. */
export function readElementString(text: string): Gs1 | undefined {
  const elements = new Map<string, string>()
  let rest = text.startsWith(SEPARATOR) ? text.slice(1) : text
  while (rest !== '') {
    const fixed = FIXED[rest.slice(0, 2)]
    const end = rest.indexOf(SEPARATOR)
    const length = fixed ?? (end < 0 ? rest.length : end)
    if (rest.length < length || !/^\d\d/.test(rest)) return undefined
    const element = rest.slice(0, length)
    const digits = identifierLength(element)
    elements.set(element.slice(0, digits), element.slice(digits))
    rest = rest.slice(length)
    if (rest.startsWith(SEPARATOR)) rest = rest.slice(1)
  }
  return gs1Of(elements)
}

/** `https://any.domain/01/09506000134352/21/12345?17=261231` (GS1 Digital Link URI syntax). */
export function readDigitalLink(text: string): Gs1 | undefined {
  const parts =
    /^https?:\/\/[^/\s]+(?:\/[^/?#\s]*)*?\/(01\/(?:\d{8}|\d{12,14})(?:\/[^?#\s]*)?)(?:[?#].*)?$/i.exec(text)
  // From the product on: a lot or a serial number behind it may be `01` too.
  const path = parts?.[1]?.split('/') ?? []
  const elements = new Map<string, string>()
  for (let i = 0; i + 1 < path.length; i += 2) {
    const value = decoded(path[i + 1] ?? '')
    if (value === undefined) return undefined
    elements.set(path[i] ?? '', value)
  }
  const product = elements.get('01')
  if (product === undefined) return undefined
  return gs1Of(elements.set('01', product.padStart(14, '0')))
}

function gs1Of(elements: ReadonlyMap<string, string>): Gs1 | undefined {
  const product = elements.get('01')
  if (product === undefined || product.length !== 14 || !isTradeItemNumber(product)) return undefined
  const weight = [...elements].find(([identifier]) => /^310\d$/.test(identifier))
  const grams = weight && Math.round(Number(weight[1]) * 10 ** (3 - Number(weight[0][3])))
  const lot = elements.get('10')
  const serial = elements.get('21')
  return {
    product,
    ...(grams !== undefined && isLineWeight(grams) ? { grams } : {}),
    ...(lot === undefined ? {} : { lot }),
    ...(serial === undefined ? {} : { serial }),
  }
}

/** Most identifiers have two digits; measures (31 to 36) have four, and some groups three. */
function identifierLength(element: string): number {
  const group = element.slice(0, 2)
  if (/^(3[1-6]|39|7[0-2]|80|43)$/.test(group)) return 4
  return /^(2[34567]|4[0-2])$/.test(group) ? 3 : 2
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
