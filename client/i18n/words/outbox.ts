import { both } from './both.ts'

export const outbox = both(
  {
    title: '待上傳的作業',
    empty: '沒有待上傳的作業，全部都在伺服器上。',
    lead: '這些作業已安全存在這台平板，連上網路後會自動上傳。請不要清除瀏覽器資料。',
    more: '顯示最早的 {n} 筆，共 {all} 筆。',
    contents: '{what} 等 {n} 件',
    rescue: '匯出待上傳作業',
    rescueAsk: '平板快要不能用時，請店長登入這台平板匯出這些作業。',
    rescueHint: '只有在平板快要不能用時才需要：把檔案交給總部，由伺服器收進去，不會重複。',
    rescueSure: '檔案裡有交易與會員資料，請只交給總部，之後刪除。',
    rescueDo: '存成檔案',
    why: {
      offline: '沒有網路：有網路後會自動上傳。',
      waiting: '正在上傳。',
      portal: 'Wi-Fi 要求登入：登入後會自動上傳。',
      'unknown-tablet': '伺服器不認得這台平板：重新啟用後會一起上傳。',
      'other-backend': '連到別的品牌的伺服器：已停止上傳，請通知總部。',
      refused: '伺服器不接受這個版本：更新後會自動上傳。',
      'cannot-save': '這台平板無法儲存，請改用另一台。',
    },
    kind: {
      'sale-complete': '銷售',
      'return-complete': '退貨',
      'member-enrol': '新會員',
      'stock-adjust': '庫存調整',
      'discrepancy-resolve': '異常處理',
      other: '其他作業',
    },
  },
  {
    title: 'Waiting for the server',
    empty: 'Nothing is waiting. Everything is on the server.',
    lead: 'These are safe on this tablet and go to the server by themselves once there is a network. Do not clear the browser’s data.',
    more: 'The oldest {n} of {all}.',
    contents: '{what}, {n} pieces',
    rescue: 'Export what waits',
    rescueAsk: 'When this tablet is about to fail, a manager can sign in here and export these.',
    rescueHint:
      'Only when the tablet is about to fail: hand the file to head office; the server takes it in, and nothing doubles.',
    rescueSure:
      'The file holds sales and member data. Give it to head office only, and delete it afterwards.',
    rescueDo: 'Save the file',
    why: {
      offline: 'There is no network: it is sent by itself once there is.',
      waiting: 'It is being sent.',
      portal: 'The Wi-Fi wants a login: it is sent once you have logged in.',
      'unknown-tablet': 'The server does not know this tablet: set it up again, and it goes along.',
      'other-backend': 'Another chain’s server answers: nothing is sent. Tell head office.',
      refused: 'The server does not take this version: it is sent after an update.',
      'cannot-save': 'This tablet cannot save; use another one.',
    },
    kind: {
      'sale-complete': 'Sale',
      'return-complete': 'Return',
      'member-enrol': 'New member',
      'stock-adjust': 'Stock correction',
      'discrepancy-resolve': 'Discrepancy dealt with',
      other: 'Other',
    },
  },
)
