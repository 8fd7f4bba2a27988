import { both } from './both.ts'

export const basket = both(
  {
    title: '購物車',
    empty: '掃描商品開始銷售',
    total: '總計',
    remove: '移除 {name}',
    removed: '已移除 {name}',
    undo: '復原',
    pay: '結帳',
    return: '退貨',
    each: '單價 {price}',
    view: '看購物車',
    browse: '看商品',
  },
  {
    title: 'Basket',
    empty: 'Scan a product to start a sale',
    total: 'Total',
    remove: 'Remove {name}',
    removed: '{name} removed',
    undo: 'Undo',
    pay: 'Pay',
    return: 'Return',
    each: '{price} each',
    view: 'Basket',
    browse: 'Products',
  },
)
