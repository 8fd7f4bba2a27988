import { textsOf } from '../../make/texts.ts'

/** The words on a tablet as it comes. */
export const zhTW = textsOf('zh-TW')
export const en = textsOf('en')
