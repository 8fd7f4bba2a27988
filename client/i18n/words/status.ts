import { both } from './both.ts'

export const status = both(
  {
    'all-safe': '所有作業都已在伺服器上',
    waiting: '{n} 筆待上傳，已安全存在這台平板',
    'cannot-save': '這台平板無法儲存：請勿收款，改用其他平板',
    connecting: '正在連線…',
    portal: '網路需要登入：請先登入 Wi-Fi',
    portalWaiting: '網路需要登入：請先登入 Wi-Fi。{n} 筆已安全存在這台平板',
    'unknown-tablet': '伺服器不再認得這台平板：請到登入畫面重新啟用',
    'unknown-tabletWaiting': '伺服器不再認得這台平板：請到登入畫面重新啟用。{n} 筆已安全存在這台平板',
    'other-backend': '連到別家的伺服器，已停止上傳：請通知總部',
    'other-backendWaiting': '連到別家的伺服器，已停止上傳：請通知總部。{n} 筆已安全存在這台平板',
    revoked: '總部已停用這台平板',
    revokedWaiting: '總部已停用這台平板：請保持連線，還有 {n} 筆要上傳',
    refused: '伺服器不接受這個版本：請更新應用程式，或通知總部',
    refusedWaiting: '伺服器不接受這個版本：請更新應用程式，或通知總部。{n} 筆已安全存在這台平板',
    enrolAgain: '重新啟用這台平板',
    offline: '離線中（自 {time} 起），可以照常銷售',
    offlineWaiting: '離線中（自 {time} 起），{n} 筆已安全存在這台平板',
    offlineNow: '離線中，可以照常銷售',
    offlineNowWaiting: '離線中，{n} 筆已安全存在這台平板',
  },
  {
    'all-safe': 'Everything is on the server',
    waiting: '{n} waiting – safe on this tablet',
    'cannot-save': 'This tablet cannot save: do not take money, use another tablet',
    portal: 'The network wants a login: log in to the Wi-Fi',
    connecting: 'Connecting…',
    portalWaiting: 'The network wants a login: log in to the Wi-Fi. {n} waiting – safe on this tablet',
    'unknown-tablet': 'The server no longer knows this tablet: set it up again at the sign-in screen',
    'unknown-tabletWaiting':
      'The server no longer knows this tablet: set it up again at the sign-in screen. {n} waiting – safe on this tablet',
    'other-backend': 'Another chain’s server answers, nothing is sent: tell head office',
    'other-backendWaiting':
      'Another chain’s server answers, nothing is sent: tell head office. {n} waiting – safe on this tablet',
    revoked: 'This tablet was taken out of use',
    revokedWaiting: 'This tablet was taken out of use: keep it online, {n} still to be sent',
    refused: 'The server does not take this version: update the app, or tell head office',
    refusedWaiting:
      'The server does not take this version: update the app, or tell head office. {n} waiting – safe on this tablet',
    enrolAgain: 'Set up this tablet again',
    offline: 'Offline since {time}; selling works as usual',
    offlineWaiting: 'Offline since {time}; {n} waiting – safe on this tablet',
    offlineNow: 'Offline; selling works as usual',
    offlineNowWaiting: 'Offline; {n} waiting – safe on this tablet',
  },
)
