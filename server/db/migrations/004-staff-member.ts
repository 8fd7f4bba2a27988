import type { Migration } from '../migration.ts'

/** Which member somebody who works here is, so that they do not give back to themselves (R29). */
export const staffMember: Migration = {
  id: '004-staff-member',
  sqlite: ['ALTER TABLE staff ADD COLUMN member TEXT'],
  postgres: ['ALTER TABLE staff ADD COLUMN member TEXT COLLATE "C"'],
}
