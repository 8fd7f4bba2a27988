import { both } from './both.ts'

export const products = both(
  {
    title: '商品',
    none: '找不到符合的商品',
    empty: '商品資料還沒送到這台平板',
    all: '全部',
    departments: '部門',
    perKilogram: '{price}／公斤',
    add: '加入',
  },
  {
    title: 'Products',
    none: 'No product fits',
    empty: 'The products have not reached this tablet yet',
    all: 'All',
    departments: 'Departments',
    perKilogram: '{price} / kg',
    add: 'Add',
  },
)
