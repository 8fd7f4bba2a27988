import { both } from './both.ts'

export const revoked = both(
  {
    title: '這台平板已被停用',
    empty: '總部停用了這台平板。手上的作業都已交給伺服器，資料已刪除。',
    waiting: '總部停用了這台平板。還有 {n} 筆作業要上傳，請保持網路連線，不要清除瀏覽器資料。',
    next: '要再使用這台平板，請向店長或總部索取新的註冊碼。',
    again: '用註冊碼重新啟用',
  },
  {
    title: 'This tablet was taken out of use',
    empty: 'Head office took it out of use. Everything it held is on the server, and its data were dropped.',
    waiting:
      'Head office took it out of use. {n} waiting to be sent: keep it online and do not clear the browser’s data.',
    next: 'To use it again, ask the manager or head office for a new enrolment code.',
    again: 'Set up again with a code',
  },
)
