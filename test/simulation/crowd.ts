import type { CredentialKind } from '#shared/domain/credential.ts'
import type { Shown } from './promises.ts'
import type { Random } from './random.ts'

/** A credential as somebody writes or shows it, and what it is in truth. */
export type Writing = { readonly kind: CredentialKind; readonly value: string; readonly shown: Shown }

/** Few people with few cards and phones, so that they meet again at other tablets and collide. */
export class Crowd {
  readonly #random: Random
  readonly #size: number

  constructor(random: Random, size: number) {
    this.#random = random
    this.#size = size
  }

  phone(): Writing {
    const n = this.#random.int(this.#size)
    const digits = `91200000${n}`
    const spelled = [`0${digits}`, `+886${digits}`, `0912-000-00${n}`, `０９１２ 000 00${n}`]
    return { kind: 'phone', value: this.#random.pick(spelled), shown: `phone:${n}` }
  }

  card(): Writing {
    const n = this.#random.int(this.#size)
    return {
      kind: 'card',
      value: this.#random.pick([`M000000${n}`, `m000000${n}`, ` M000000${n} `]),
      shown: `card:${n}`,
    }
  }

  account(): Writing {
    const n = this.#random.int(this.#size)
    return { kind: 'account', value: `web:${n}`, shown: `account:${n}` }
  }

  any(): Writing {
    return this.#random.chance(0.5) ? this.phone() : this.card()
  }
}
