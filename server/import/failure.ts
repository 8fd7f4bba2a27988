/** Why an import stopped, and what to do about it. */
export class ImportFailure extends Error {
  override readonly name = 'ImportFailure'
  readonly next: string

  constructor(cause: string, next: string) {
    super(cause)
    this.next = next
  }
}
