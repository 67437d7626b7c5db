/** A failure whose message is one line for the person at the terminal; exit code 1. */
export class CliError extends Error {
  readonly exitCode: number = 1;
}

/** The command was called in a way that it does not have; exit code 2. */
export class UsageError extends CliError {
  override readonly exitCode: number = 2;
}

const RISKY = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Text from outside made harmless for a terminal: control and direction characters are shown as escapes. */
export function printable(text: unknown): string {
  return String(text).replace(RISKY, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
