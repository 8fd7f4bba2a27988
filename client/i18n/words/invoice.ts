import { both } from './both.ts'

export const invoice = both(
  {
    title: '統編、載具、捐贈',
    ban: '統一編號',
    carrier: '載具（手機條碼或自然人憑證）',
    donation: '捐贈碼',
    canScan: '可直接掃描',
    problem: {
      'bad-ban': '統一編號不正確，請再核對八碼數字。',
      'bad-carrier': '載具格式不對：手機條碼是「/」加 7 碼，自然人憑證是 2 個字母加 14 碼數字。',
      'bad-donation': '捐贈碼是 3 到 7 碼數字。',
      'donation-alone': '捐贈的發票不能有統編或載具。',
      'ban-with-citizen': '統編不能用自然人憑證載具，請改用手機條碼或印出證明聯。',
    },
  },
  {
    title: 'Company number, carrier, donation',
    ban: 'Company number (統編)',
    carrier: 'Carrier (mobile barcode or citizen’s certificate)',
    donation: 'Donation code',
    canScan: 'can be scanned',
    problem: {
      'bad-ban': 'That is no company number: check the eight digits.',
      'bad-carrier':
        'A mobile barcode is “/” and 7 characters, a citizen’s certificate 2 letters and 14 digits.',
      'bad-donation': 'A donation code has 3 to 7 digits.',
      'donation-alone': 'A donated invoice has neither company number nor carrier.',
      'ban-with-citizen': 'A company cannot use a citizen’s certificate: take a mobile barcode or paper.',
    },
  },
)
