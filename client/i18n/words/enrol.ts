import { both } from './both.ts'

export const enrol = both(
  {
    title: '啟用這台平板',
    lead: '請輸入總部或店長給的註冊碼。註冊一次即可，之後沒有網路也能使用。',
    code: '註冊碼',
    submit: '啟用',
    problem: {
      unknown: '註冊沒有成功，請再試一次。',
      'code-refused': '這個註冊碼不能用：打錯、已用過或已過期。請檢查，或向店長索取新的註冊碼。',
      later: '嘗試太多次或伺服器忙碌，請一分鐘後再試。',
      unreachable: '連不到伺服器。啟用時需要網路，請檢查 Wi-Fi 後再試一次。',
      stranger: '這個網路要求先登入。請先用瀏覽器登入 Wi-Fi，再試一次。',
      'cannot-save': '這台平板無法儲存資料。請確認不是無痕視窗，且空間足夠。',
      'other-chain': '這台平板還有另一個品牌的作業沒有上傳。請先讓它連回原來的伺服器，上傳完再啟用。',
    },
  },
  {
    title: 'Set up this tablet',
    lead: 'Enter the enrolment code from head office or the store manager. It is needed once; afterwards the tablet works without a network too.',
    code: 'Enrolment code',
    submit: 'Set up',
    problem: {
      unknown: 'The enrolment did not work. Please try again.',
      'code-refused':
        'This code cannot be used: mistyped, used or expired. Check it, or ask the manager for a new one.',
      later: 'Too many tries, or the server is busy. Try again in a minute.',
      unreachable: 'The server cannot be reached. Setting up needs a network: check the Wi-Fi and try again.',
      stranger: 'This network wants a login first. Log in to the Wi-Fi in the browser, then try again.',
      'cannot-save':
        'This tablet cannot store data. Make sure that the window is not private and there is space left.',
      'other-chain':
        'This tablet still holds work of another chain that has not been sent. Connect it to its former server first, then set it up.',
    },
  },
)
