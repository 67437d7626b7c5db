import { log } from "./log.ts";

const KEY = Symbol.for("sealtrail.background");
const holder = globalThis as { [KEY]?: Set<Promise<void>> };
const running = () => {
  holder[KEY] ??= new Set();
  return holder[KEY];
};

/** Runs work that the answer must not wait for, such as where its time would tell something. A failure goes to the log. */
export function inBackground(what: string, work: () => Promise<unknown>): void {
  const done = work().then(
    () => {},
    (error: { cause?: unknown }) => log.error({ err: error.cause ?? error }, `${what}: failed`),
  );
  const kept = done.finally(() => running().delete(kept));
  running().add(kept);
}

/** Resolves when nothing is under way: before the database is closed. */
export async function backgroundDone(): Promise<void> {
  while (running().size > 0) await Promise.all(running());
}
