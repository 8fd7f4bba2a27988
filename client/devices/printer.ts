/** Whatever puts the receipt on paper. */
export interface Printer {
  print(): void
}

/** The browser's own dialogue: AirPrint on an iPad, any installed printer elsewhere. */
export const browserPrinter: Printer = {
  print() {
    window.print()
  },
}
