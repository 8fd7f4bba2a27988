import { both } from './both.ts'

export const outbox = both(
  {
    title: '待上傳的作業',
    empty: '沒有待上傳的作業，全部都在伺服器上。',
    lead: '這些作業已安全存在這台平板，連上網路後會自動上傳。請不要清除瀏覽器資料。',
    more: '顯示最早的 {n} 筆，共 {all} 筆。',
    what: '作業',
    when: '時間',
    number: '收據號碼',
    amount: '金額',
    kind: {
      'sale-complete': '銷售',
      'return-complete': '退貨',
      'member-enrol': '新會員',
      'stock-adjust': '庫存調整',
      other: '其他作業',
    },
  },
  {
    title: 'Waiting for the server',
    empty: 'Nothing is waiting. Everything is on the server.',
    lead: 'These are safe on this tablet and go to the server by themselves once there is a network. Do not clear the browser’s data.',
    more: 'The oldest {n} of {all}.',
    what: 'What',
    when: 'When',
    number: 'Receipt number',
    amount: 'Amount',
    kind: {
      'sale-complete': 'Sale',
      'return-complete': 'Return',
      'member-enrol': 'New member',
      'stock-adjust': 'Stock correction',
      other: 'Other',
    },
  },
)
