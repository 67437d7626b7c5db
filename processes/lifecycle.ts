import { withoutSecrets } from "#server/log.ts";

/** Says in one line why the start was refused, and ends with 1. */
export function refuseStart(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${withoutSecrets(message)}\n`);
  if (process.env.LOG_LEVEL === "debug" && error instanceof Error)
    process.stderr.write(`${withoutSecrets(error.stack ?? "")}\n`);
  process.exit(1);
}

// Ctrl-C arrives twice under npm, at once and again from the wrapper: only a later one means impatience.
const IMPATIENT_MS = 5_000;

/** Runs `close` once on SIGINT, SIGTERM, SIGHUP or the end of the parent's channel, then ends with 0. A signal 5 s later ends at once. */
export function onShutdown(close: () => Promise<void>): void {
  let closingSinceMs: number | undefined;
  const shutDown = () => {
    if (closingSinceMs !== undefined) {
      if (Date.now() - closingSinceMs > IMPATIENT_MS) process.exit(1);
      return;
    }
    closingSinceMs = Date.now();
    close().then(
      () => process.exit(0),
      (error) => refuseStart(error),
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, shutDown);
  if (process.send) process.on("disconnect", shutDown);
}
