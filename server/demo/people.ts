import type { Profile } from '#shared/domain/member.ts'
import type { Role } from '#shared/domain/staff.ts'
import type { Register } from '#server/tables/register.ts'

/** Everybody here is made up; the names are those of forms and textbooks. */
export type DemoStaff = {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly pin: string
}

export const demoStaff: readonly DemoStaff[] = [
  { id: 'S001', name: '林小芳', role: 'associate', pin: '4217' },
  { id: 'S002', name: '王大同', role: 'associate', pin: '8306' },
  { id: 'S003', name: '陳美麗', role: 'manager', pin: '260719' },
]

/** Cards as the chain prints them: M and seven digits. `#` is a digit. */
export const DEMO_CARD_PATTERN = 'M#######'

export const demoMembers: readonly Profile[] = [
  { name: '王小明', card: 'M0000001', phone: '0900000001' },
  { name: '李小華', card: 'M0000002', phone: '0900000002' },
  { name: '張大山', card: 'M0000003', phone: '0900000003' },
  { name: '黃小玲', card: 'M0000004', phone: '0900000004' },
  { name: '吳阿姨', card: 'M0000005', phone: '0900000005' },
  { name: 'Jane Doe', card: 'M0000006', phone: '0900000006' },
]

const xinyi = { id: 'XINYI', name: '信義店' }
const taichung = { id: 'TAICHUNG', name: '台中店' }

export const demoStores = [xinyi, taichung]

export const demoRegisters: readonly Register[] = [
  { id: 'R01', name: '一號櫃檯', store: xinyi },
  { id: 'R02', name: '二號櫃檯', store: xinyi },
  { id: 'R03', name: '一號櫃檯', store: taichung },
  { id: 'R04', name: '二號櫃檯', store: taichung },
]

export const DEMO_CHANNEL = { id: 'web', name: '網路商店' }
export const DEMO_CHAIN_NAME = '示範品牌'
/** Taiwan: UTC+8, without summer time. */
export const DEMO_UTC_OFFSET_MINUTES = 480
