// Which products of Open Food Facts the demo shop has, what they cost and where they stand. The rules in words are in data/README.md.

import { isTradeItemNumber } from '#shared/domain/barcode.ts'
import { stableHash } from '#server/import/online-retail/deal.ts'

export type Candidate = {
  readonly code: string
  readonly name: string
  readonly brand: string
  readonly size: string
}
export type Picked = Candidate & { readonly category: string; readonly price: number }

type Rule = readonly [category: string, from: number, to: number, words: RegExp]

/** The first whose word stands in the name; the last one takes the rest. From and to in NT$, in steps of five. */
const RULES: readonly Rule[] = [
  ['tea', 60, 320, /\b(tea|thé|tee|tè|té|oolong|infus\w*)\b|茶葉|茶包/i],
  [
    'noodles-rice',
    25,
    95,
    /\b(noodles?|nouilles?|pasta|spaghetti|ramen|udon|vermicelli|rice|riz|reis|riso|arroz|bihon)\b|麵|面|米粉|冬粉|粥|飯|ラーメン|うどん|そば/i,
  ],
  [
    'sauces',
    40,
    180,
    /\b(sauce|salsa|vinegar|vinaigre|soy|soja|paste|curry|seasoning|pepper|spice\w*|oil|huile|olio|mustard|ketchup|mayonn\w*|dressing|miso|kimchi|chili|chilli|honey|miel|jam|confiture)\b|醬|醋|油|胡椒|粉|調味|蜂蜜/i,
  ],
  [
    'drinks',
    20,
    65,
    /\b(drinks?|juice|jus|boisson|beverage|cola|soda|water|eau|acqua|coffee|café|latte|lemonade|beer|bière|cider|wine|milk ?tea|smoothie|nectar|cocoa|soymilk)\b|茶|飲|汁|咖啡|可樂|豆漿|汽水|水$|コーヒー|ジュース/i,
  ],
  [
    'dairy',
    35,
    150,
    /\b(milk|lait|latte|yogh?urt\w*|yaourt\w*|cheese|fromage|formaggio|queso|butter|beurre|burro|cream|crème|kefir|skyr|mozzarella|emmental)\b|乳|奶|優格|起司|ヨーグルト/i,
  ],
  [
    'sweets',
    30,
    160,
    /\b(chocolat\w*|cioccolat\w*|cacao|cand(y|ies)|bonbons?|caramel\w*|toffee|gumm\w*|jelly|mochi|marshmallow|pudding|dessert|gelato|ice cream|glace|nougat|lollipops?|mints?|praliné?|nutella|cakes?|pineapple cake)\b|糖|糕|酥|果凍|布丁|巧克力|チョコ|キャンディ|もち/i,
  ],
  [
    'snacks',
    25,
    120,
    /\b(biscuits?|cookies?|crackers?|chips|crisps|snacks?|wafers?|popcorn|nuts?|almonds?|peanuts?|pistach\w*|seaweed|nori|pretzels?|biscott\w*|gaufres?|galettes?|granola|bars?|cereals?|muesli|squid|jerky)\b|餅|仙貝|海苔|花生|瓜子|薯|脆|クッキー|せんべい|チップ/i,
  ],
  ['pantry', 30, 140, /(?:)/],
]

const STEP = 5

/** Unchanged but for blanks; undefined for what no shelf label could say. */
export function sensibleName(text: string): string | undefined {
  const name = text.normalize('NFC').replace(/\s+/g, ' ').trim()
  const letters = name.match(/\p{L}/gu)?.length ?? 0
  const isChinese = /\p{Script=Han}/u.test(name)
  if (letters < (isChinese ? 2 : 4) || name.length > 60) return undefined
  if (/[\p{Cc}\uFFFD<>{}|\\^~]|https?:|www\.|@|&[a-z]+;/iu.test(name)) return undefined
  if (/\b(test|unknown|inconnu|todo|n\/a|xxx+)\b/i.test(name)) return undefined
  return name
}

/** A code of an article that is sold anywhere: thirteen digits, the check digit right, no number that shops give out themselves (20–29, 02, 04). */
export const isSoldAnywhere = (code: string): boolean =>
  /^\d{13}$/.test(code) && isTradeItemNumber(code) && !/^(2|0[24]|000)/.test(code)

export function shelved(candidate: Candidate): Picked {
  const [category = 'pantry', from = 30, to = 140] =
    RULES.find(([, , , words]) => words.test(candidate.name)) ?? []
  const steps = Math.floor((to - from) / STEP) + 1
  return { ...candidate, category, price: from + STEP * (stableHash(`price:${candidate.code}`) % steps) }
}
