import { withoutSecrets } from "#server/log.ts";

/** Says in one line why the start was refused, and ends with 1. */
export function refuseStart(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${withoutSecrets(message)}\n`);
  if (process.env.LOG_LEVEL === "debug" && error instanceof Error)
    process.stderr.write(`${withoutSecrets(error.stack ?? "")}\n`);
  process.exit(1);
}

/** Runs `close` once on SIGINT, SIGTERM, SIGHUP or the end of the parent's channel, then ends with 0. A second signal ends at once. */
export function onShutdown(close: () => Promise<void>): void {
  let closing = false;
  const shutDown = () => {
    if (closing) process.exit(1);
    closing = true;
    close().then(
      () => process.exit(0),
      (error) => refuseStart(error),
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, shutDown);
  if (process.send) process.on("disconnect", shutDown);
}
