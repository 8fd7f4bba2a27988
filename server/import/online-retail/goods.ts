// What the log sells, as products. Its descriptions are all that is known of them, so the first rule below whose word stands in one
// says where in the shop it belongs.

import { money } from '#shared/domain/money.ts'
import type { Category, Product } from '#shared/domain/product.ts'
import type { SaleLine } from './steps.ts'

const DEPARTMENT = 'imported'

type Rule = readonly [id: string, zhTW: string, en: string, words: RegExp]

const RULES: readonly Rule[] = [
  [
    'imported-seasonal',
    '節慶用品',
    'Seasonal',
    /\b(CHRISTMAS|XMAS|EASTER|ADVENT|VALENTINES?|HALLOWEEN|REINDEER|SANTA|SNOWFLAKES?|BAUBLES?)\b/,
  ],
  [
    'imported-stationery',
    '文具紙品',
    'Stationery',
    /\b(CARDS?|NOTEBOOKS?|PENS?|PENCILS?|PAPER|WRAP|STICKERS?|TAPE|JOURNALS?|STAMPS?|RIBBONS?|ENVELOPES?|CHALK|RULERS?|TAGS?|STATIONERY|CALENDAR)\b/,
  ],
  [
    'imported-bags',
    '包袋',
    'Bags',
    /\b(BAGS?|PURSES?|SHOPPERS?|BACKPACKS?|WALLETS?|SATCHELS?|RUCKSACKS?|SUITCASES?)\b/,
  ],
  [
    'imported-candles',
    '蠟燭燈飾',
    'Candles and lights',
    /\b(CANDLES?|CANDLESTICKS?|T-LIGHTS?|LIGHTS?|LANTERNS?|LAMPS?|INCENSE|CHANDELIERS?|TORCH)\b/,
  ],
  [
    'imported-kitchen',
    '廚房餐具',
    'Kitchen and table',
    /\b(MUGS?|CUPS?|TEAPOTS?|TEA|PLATES?|BOWLS?|JARS?|JUGS?|CUTLERY|NAPKINS?|TRAYS?|CAKE|CAKES|CAKESTAND|BAKING|APRONS?|TINS?|GLASS|BOTTLES?|COASTERS?|LUNCH|SPOONS?|KITCHEN|CAKECASES|CASES|EGG|SAUCERS?|DISH|COFFEE|BREAD|TOWELS?|RECIPE|CUTTERS?)\b/,
  ],
  [
    'imported-toys',
    '玩具派對',
    'Toys and party',
    /\b(TOYS?|GAMES?|DOLLS?|PUZZLES?|PLAYHOUSE|PARTY|BUNTING|BALLOONS?|SKITTLES|DOMINOES|CRAYONS|SKIPPING|JIGSAW|BLOCKS?|CHILDRENS?|CHILDS?|KIDS|SPACEBOY|DOLLY|DINOSAURS?|BINGO|PAINT)\b/,
  ],
  [
    'imported-jewellery',
    '飾品',
    'Jewellery',
    /\b(NECKLACES?|BRACELETS?|EARRINGS?|RINGS?|BROOCH|BEADS?|HAIRCLIPS?|HAIR|JEWELLERY|BANGLES?)\b/,
  ],
  [
    'imported-garden',
    '園藝戶外',
    'Garden',
    /\b(GARDEN(ERS)?|PLANT|PLANTERS?|SEEDS?|BIRD|PICNIC|PARASOL|UMBRELLAS?|WATERING|TROWEL|HERB|FLOWERS?|POTS?|THERMOMETER)\b/,
  ],
  [
    'imported-home',
    '居家擺設',
    'Home',
    /\b(FRAMES?|CLOCKS?|MIRRORS?|SIGNS?|HOLDERS?|HOOKS?|DRAWERS?|CABINETS?|CUSHIONS?|DOORMATS?|HEARTS?|BOX|BOXES|STORAGE|BASKETS?|SHELF|STOOL|CHAIRS?|TABLE|HANGERS?|KNOBS?|DOORSTOP|WALL|ORNAMENTS?|DECORATIONS?|STANDS?|QUILT|THROW|BLANKET|BATHROOM|WARMERS?|BOTTLE|VASES?|RACK|HANGING|METAL|WICKER|WOODEN|CERAMIC|ZINC)\b/,
  ],
]

export const goodsCategories: readonly Category[] = [
  { id: DEPARTMENT, parent: null, names: { 'zh-TW': '匯入商品', en: 'Imported goods' } },
  ...RULES.map(([id, zhTW, en]): Category => ({ id, parent: DEPARTMENT, names: { 'zh-TW': zhTW, en } })),
  { id: 'imported-services', parent: DEPARTMENT, names: { 'zh-TW': '服務與費用', en: 'Services and fees' } },
]

/** As it is first sold, at the price of then. */
export const productOf = ({ sku, name, unitPrice, kind }: SaleLine): Product => ({
  sku,
  name: name.trim(),
  price: money(unitPrice),
  kind,
  barcodes: [],
  category: categoryOf(name, kind),
})

function categoryOf(name: string, kind: Product['kind']): string {
  if (kind === 'service') return 'imported-services'
  const words = name.toUpperCase()
  return RULES.find(([, , , pattern]) => pattern.test(words))?.[0] ?? DEPARTMENT
}
