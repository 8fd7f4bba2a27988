import { both } from './both.ts'

export const camera = both(
  {
    open: '用相機掃描',
    title: '相機掃描',
    close: '關閉相機',
    torchOn: '開燈',
    torchOff: '關燈',
    torchFailed: '燈沒有亮，請把條碼移到亮處',
    again: '再試一次',
    starting: '正在開啟相機…',
    looking: '把條碼放進框裡，停一下',
    read: '讀到了',
    picture: '相機畫面',
    problem: {
      'no-camera': '這台平板沒有相機。請用掃描器，或輸入條碼數字。',
      refused: '瀏覽器不准使用相機。請點網址列的鎖頭，把相機改成允許，再試一次。',
      'in-use': '相機正被其他應用程式使用。請關掉那個應用程式，再試一次。',
      insecure: '這個網址沒有加密，瀏覽器不給相機。請用 https 開頭的網址，並通知總部。',
      lost: '相機中斷了。請再打開一次；若還是不行，請重新開機。',
      'no-reader': '這個瀏覽器讀不了條碼。請更新瀏覽器，先用掃描器或輸入數字。',
      failed: '相機打不開。請再試一次；若還是不行，請重新開機。',
    },
  },
  {
    open: 'Scan with the camera',
    title: 'Camera',
    close: 'Close the camera',
    torchOn: 'Light on',
    torchOff: 'Light off',
    torchFailed: 'The light did not come on. Hold the code where it is brighter',
    again: 'Try again',
    starting: 'Opening the camera…',
    looking: 'Hold the code still inside the frame',
    read: 'Got it',
    picture: 'What the camera sees',
    problem: {
      'no-camera': 'This tablet has no camera. Use the scanner, or type the digits under the code.',
      refused:
        'The browser does not allow the camera. Tap the lock beside the address, allow the camera, try again.',
      'in-use': 'Another app is using the camera. Close that app, then try again.',
      insecure:
        'This address is not encrypted, so the browser withholds the camera. Use the https address; tell head office.',
      lost: 'The camera stopped. Open it again; if that does not help, restart the tablet.',
      'no-reader':
        'This browser cannot read barcodes. Update it; until then use the scanner or type the digits.',
      failed: 'The camera does not open. Try again; if that does not help, restart the tablet.',
    },
  },
)
