/** A file cannot be read as it stands; the message begins with the line a person has to look at. */
export class FileError extends Error {
  readonly line: number

  constructor(line: number, what: string) {
    super(line > 0 ? `line ${line}: ${what}` : what)
    this.name = 'FileError'
    this.line = line
  }
}
