import { money } from '#shared/domain/money.ts'
import type { Product } from '#shared/domain/product.ts'

type Good = readonly [sku: string, name: string, price: number]

/** What a shop for tea, paper and rain sells; prices in NT$, tax included. */
const GOODS: readonly Good[] = [
  ['TEA-01', '凍頂烏龍茶 150 g', 480],
  ['TEA-02', '阿里山高山茶 150 g', 620],
  ['TEA-03', '日月潭紅玉紅茶 75 g', 360],
  ['TEA-04', '東方美人茶 75 g', 780],
  ['TEA-05', '文山包種茶 150 g', 420],
  ['TEA-06', '茉莉綠茶 茶包 20 入', 180],
  ['TEA-07', '蕎麥茶 茶包 15 入', 150],
  ['PAP-01', 'A5 方格筆記本', 120],
  ['PAP-02', 'A5 橫線筆記本', 120],
  ['PAP-03', '布面手帳', 380],
  ['PAP-04', '明信片組 12 張', 150],
  ['PAP-05', '紙膠帶 山線', 65],
  ['PEN-01', '中性筆 0.38 黑', 35],
  ['PEN-02', '中性筆 0.5 藍', 35],
  ['PEN-03', '黃銅鋼筆', 1450],
  ['RAI-01', '自動折傘 深藍', 690],
  ['RAI-02', '透明直傘', 320],
  ['BAG-01', '帆布托特包', 450],
  ['CUP-01', '陶瓷馬克杯', 290],
  ['CUP-02', '保溫瓶 500 ml', 780],
  ['CUP-03', '茶具組 一壺二杯', 1280],
  ['SWE-01', '鳳梨酥 10 入', 420],
  ['SWE-02', '牛軋糖 300 g', 260],
  ['SWE-03', '龍眼蜂蜜 425 g', 350],
]

/** No goods: nothing of them is in stock. */
const SERVICES: readonly Good[] = [
  ['SVC-BAG', '購物袋', 2],
  ['SVC-POST', '宅配運費', 120],
]

/** By the first letters of the article number. */
const CATEGORIES: Readonly<Record<string, string>> = {
  TEA: 'tea',
  PAP: 'paper',
  PEN: 'paper',
  RAI: 'rain',
  BAG: 'rain',
  CUP: 'cups',
  SWE: 'sweets',
  SVC: 'services',
}

/** How somebody walks along the shelves of the demo's stores: by the first letters of the article number, then as it is listed. */
const AISLES = ['SWE', 'TEA', 'CUP', 'BAG', 'RAI', 'PEN', 'PAP']

function placeOf(sku: string): { readonly place?: string } {
  const aisle = AISLES.indexOf(sku.slice(0, 3))
  return aisle < 0 ? {} : { place: `${aisle + 1}-${Number(sku.slice(4))}` }
}

const categoryOf = (sku: string): { readonly category?: string } => {
  const category = CATEGORIES[sku.slice(0, 3)]
  return category === undefined ? {} : { category }
}

/** GS1's prefix of Taiwan, and a company number that the demo made up. */
const PREFIX = '471999000'

export const demoProducts: readonly Product[] = [
  ...GOODS.map(([sku, name, price], i): Product => ({
    sku,
    name,
    price: money(price),
    kind: 'goods',
    barcodes: [ean13(i + 1)],
    ...categoryOf(sku),
    ...placeOf(sku),
  })),
  ...SERVICES.map(([sku, name, price]): Product => ({
    sku,
    name,
    price: money(price),
    kind: 'service',
    barcodes: [],
    ...categoryOf(sku),
  })),
]

/** By the kilogram. */
const WEIGHED: readonly Good[] = [
  ['FRU-01', '香蕉', 58],
  ['FRU-02', '芭樂', 75],
  ['FRU-03', '愛文芒果', 180],
  ['FRU-04', '巨峰葡萄', 220],
  ['FRU-05', '椪柑', 85],
  ['VEG-01', '高麗菜', 45],
  ['VEG-02', '牛番茄', 98],
  ['VEG-03', '地瓜', 52],
]

const MORE_SERVICES: readonly Good[] = [
  ['SVC-WRAP', '禮品包裝', 30],
  ['SVC-ENGR', '鋼筆刻字', 150],
  ['SVC-KEEP', '寄杯保管一個月', 60],
]

/** What comes with the demo's history: weighed goods and more services. */
export const demoExtras: readonly Product[] = [
  ...WEIGHED.map(([sku, name, price]): Product => ({
    sku,
    name,
    price: money(price),
    kind: 'goods',
    barcodes: [],
    category: 'produce',
    measure: 'weight',
  })),
  ...MORE_SERVICES.map(([sku, name, price]): Product => ({
    sku,
    name,
    price: money(price),
    kind: 'service',
    barcodes: [],
    category: 'services',
  })),
]

/** GS1 General Specifications §7.9: weights 1 and 3 from the left, modulo 10. */
export function ean13(item: number): string {
  const digits = `${PREFIX}${String(item).padStart(3, '0')}`
  const total = [...digits].reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  return `${digits}${(10 - (total % 10)) % 10}`
}
