/** Where a command reads and writes; tests put their own in its place. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  /** Bytes as they are; resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
  /** One line that the next call writes over, on a terminal only. */
  progress(line: string): void;
  stdin(): AsyncIterable<Uint8Array>;
  env: Record<string, string | undefined>;
}

export function processTerminal(): Terminal {
  let shown = false;
  const clear = () => {
    if (shown) process.stderr.write("\r\u001b[K");
    shown = false;
  };
  return {
    out(line) {
      clear();
      process.stdout.write(`${line}\n`);
    },
    err(line) {
      clear();
      process.stderr.write(`${line}\n`);
    },
    write(bytes) {
      return new Promise((resolve) => {
        if (process.stdout.write(bytes)) resolve();
        else process.stdout.once("drain", resolve);
      });
    },
    progress(line) {
      if (!process.stderr.isTTY) return;
      clear();
      process.stderr.write(line);
      shown = line !== "";
    },
    stdin: () => process.stdin,
    env: process.env,
  };
}

const counts = new Intl.NumberFormat("en");

/** A count with commas between thousands. */
export function count(value: number): string {
  return counts.format(value);
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
