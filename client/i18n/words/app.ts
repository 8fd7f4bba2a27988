import { both } from './both.ts'

export const app = both(
  {
    name: 'Onecounter',
    language: '語言',
    signOut: '換人',
    more: '更多',
    place: {
      pickups: '取貨',
      stock: '庫存',
      journal: '收據紀錄',
      outbox: '待上傳',
      discrepancies: '待處理異常',
      disputes: '爭議帳',
      readiness: '離線準備',
      settings: '設定',
    },
    show: '查看',
    till: '收銀',
    counter: '回到收銀',
    office: '總部管理',
  },
  {
    name: 'Onecounter',
    language: 'Language',
    signOut: 'Switch user',
    more: 'More',
    place: {
      pickups: 'Pickups',
      stock: 'Stock',
      journal: 'Receipts',
      outbox: 'Waiting',
      discrepancies: 'Discrepancies',
      disputes: 'Disputed refunds',
      readiness: 'Ready for an outage',
      settings: 'Settings',
    },
    show: 'Show',
    till: 'Counter',
    counter: 'To the counter',
    office: 'Administration',
  },
)

export const update = both(
  { ready: '有新版本可用', apply: '更新', waitingSafe: '待上傳的作業會保留。' },
  { ready: 'A new version is ready', apply: 'Update', waitingSafe: 'What is waiting stays safe.' },
)

export const broken = both(
  {
    next: '請重新開啟。若仍然如此，請改用其他平板，並通知總部；請不要清除瀏覽器資料。',
    reload: '重新開啟',
  },
  {
    next: 'Open it again. If that does not help, use another tablet and tell head office; do not clear the browser’s data.',
    reload: 'Open again',
  },
)
