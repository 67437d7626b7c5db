import type { Terminal } from "./terminal.ts";

export interface TestTerminal extends Terminal {
  lines: string[];
  errors: string[];
}

/** A terminal that keeps what is written; `stdin` is one piece of text. */
export function testTerminal(options: { stdin?: string; env?: Record<string, string> } = {}): TestTerminal {
  const lines: string[] = [];
  const errors: string[] = [];
  return {
    lines,
    errors,
    out: (line) => void lines.push(line),
    err: (line) => void errors.push(line),
    write: async () => {},
    progress() {},
    async *stdin() {
      if (options.stdin) yield Buffer.from(options.stdin);
    },
    env: options.env ?? {},
  };
}
