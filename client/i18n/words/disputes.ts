import { both } from './both.ts'

/** The account of what was given back beyond what was sold or paid. */
export const disputes = both(
  {
    title: '爭議帳',
    lead: '本店退給顧客、超過實際賣出或實際付款的部分。錢已經付出，記在這裡，不算在原來那筆銷售。',
    none: '本店沒有多退的款項。',
    total: '爭議金額',
    undecided: '尚未處理',
    entries: '筆數',
    of: '收據 {receipt} 第 {line} 項',
    gave: '多退 {n} 件',
    gaveMoney: '多退金額',
    age: { minutes: '{n} 分鐘前', hours: '{n} 小時前', days: '{n} 天前' },
    facts: '銷售與退貨',
    can: '可以：{what}',
    notYet: '異常還沒送到這台平板；連上網路後就能處理。',
    open: '查看異常',
    inInbox: '爭議帳 {amount}',
  },
  {
    title: 'Disputed refunds',
    lead: 'What this store gave back beyond what was sold or paid. The money is gone; it stands here and not with the sale.',
    none: 'This store gave nothing back too much.',
    total: 'In dispute',
    undecided: 'Not decided',
    entries: 'Entries',
    of: 'Receipt {receipt}, line {line}',
    gave: '{n} piece too many | {n} pieces too many',
    gaveMoney: 'Too much money',
    age: { minutes: '{n} min ago', hours: '{n} h ago', days: '{n} day ago | {n} days ago' },
    facts: 'The sale and its returns',
    can: 'You can: {what}',
    notYet: 'The discrepancy has not reached this tablet; it can be dealt with once there is a network.',
    open: 'Open the discrepancy',
    inInbox: 'Disputed refunds {amount}',
  },
)
