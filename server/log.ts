import pino from "pino";

const TOKEN = /st_(ing|prv|mgt|plt|inv|rst)_([0-9A-Za-z]+)_[0-9A-Za-z]+/g;
const PASSWORD_IN_URL = /((?:postgres(?:ql)?|smtps?):\/\/[^:@/\s]+:)[^@\s]+@/g;

/** Text without what must never be logged: the secret of a key, the password in the address of a database or a mail server. */
export function withoutSecrets(text: string): string {
  return text.replace(TOKEN, "st_$1_$2_[secret]").replace(PASSWORD_IN_URL, "$1[secret]@");
}

/** JSON lines on stderr; every line passes through the masking of secrets, whatever put it there. */
export const log = pino(
  { level: process.env.LOG_LEVEL ?? "info", base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
  {
    write(line: string) {
      process.stderr.write(withoutSecrets(line));
    },
  },
);
