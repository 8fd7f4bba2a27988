import type { Category } from '#shared/domain/product.ts'
import { goodsCategories } from '#server/import/online-retail/goods.ts'

type Names = readonly [id: string, zhTW: string, en: string]

const department = ([id, zhTW, en]: Names, within: readonly Names[] = []): Category[] => [
  { id, parent: null, names: { 'zh-TW': zhTW, en } },
  ...within.map(([child, zh, english]) => ({ id: child, parent: id, names: { 'zh-TW': zh, en: english } })),
]

/** Departments, and what stands in them. */
export const demoCategories: readonly Category[] = [
  ...department(
    ['food', '食品', 'Food'],
    [
      ['tea', '茶葉', 'Tea'],
      ['drinks', '飲料', 'Drinks'],
      ['noodles-rice', '麵條米食', 'Noodles and rice'],
      ['sauces', '調味醬料', 'Sauces and seasoning'],
      ['sweets', '糖果甜點', 'Sweets'],
      ['snacks', '餅乾零食', 'Biscuits and snacks'],
      ['dairy', '乳品', 'Dairy'],
      ['pantry', '其他食品', 'Other food'],
      ['produce', '蔬果', 'Fruit and vegetables'],
    ],
  ),
  ...department(
    ['living', '生活', 'Living'],
    [
      ['paper', '紙品文具', 'Paper and pens'],
      ['rain', '雨具包袋', 'Umbrellas and bags'],
      ['cups', '杯壺', 'Cups and pots'],
    ],
  ),
  ...department(['services', '服務', 'Services']),
  ...goodsCategories,
]
