import { Dexie, type Table } from 'dexie'

type Op = { readonly seq: number; readonly body: string }
type Meta = { readonly key: string; readonly value: number }
type Storage = { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange }

/** A till as small as a test of storage needs: an operation, the head, and the receipt counter, written together. */
export class SmallTill extends Dexie {
  readonly ops: Table<Op, number>
  readonly meta: Table<Meta, string>

  constructor({ indexedDB, IDBKeyRange }: Storage, durability: 'strict' | 'relaxed' = 'strict') {
    super('till', { indexedDB, IDBKeyRange, chromeTransactionDurability: durability })
    this.version(1).stores({ ops: 'seq, body', meta: 'key' })
    this.ops = this.table('ops')
    this.meta = this.table('meta')
  }

  async sale(seq: number): Promise<void> {
    await this.transaction('rw', this.ops, this.meta, async () => {
      await this.ops.add({ seq, body: `sale ${seq}` })
      await this.meta.put({ key: 'head', value: seq })
      await this.meta.put({ key: 'receipt', value: 100 + seq })
    })
  }
}
