import { both } from './both.ts'

export const signIn = both(
  {
    title: '誰在櫃檯？',
    nobody: '店員名單還沒送到這台平板。請保持網路連線，稍候片刻。',
    pin: 'PIN 碼',
    pinOf: '{name} 的 PIN 碼',
    other: '換一位',
    submit: '登入',
    clear: '清除',
    erase: '刪除一位',
    checking: '核對中…',
    wrong: 'PIN 碼不對，請再試一次。',
    failed: '這台平板無法記錄登入，請重新開啟或改用其他平板。',
    wait: '錯誤次數太多，請等 {n} 秒再試。',
    role: { associate: '店員', manager: '店長', admin: '總部' },
  },
  {
    title: 'Who is at the counter?',
    nobody: 'The list of staff has not reached this tablet yet. Keep it online for a moment.',
    pin: 'PIN',
    pinOf: 'PIN of {name}',
    other: 'Somebody else',
    submit: 'Sign in',
    clear: 'Clear',
    erase: 'Delete a digit',
    checking: 'Checking…',
    wrong: 'That is not the PIN. Please try again.',
    failed: 'This tablet cannot keep the sign-in. Open it again or use another tablet.',
    wait: 'Too many wrong tries. Wait {n} s.',
    role: { associate: 'Associate', manager: 'Manager', admin: 'Head office' },
  },
)
