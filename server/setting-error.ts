/** A setting that is missing or malformed; the message is one line that names it, says what is wrong and gives an example. */
export class SettingError extends Error {
  constructor(variable: string, problem: string, example: string) {
    super(`${variable} ${problem}; for example ${variable}=${example}`);
    this.name = "SettingError";
  }
}
