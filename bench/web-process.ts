import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { NODE_FLAGS } from "../scripts/node-flags.mjs";

export interface WebProcess {
  port: number;
  pid: number;
  close(): Promise<void>;
}

/** The web process as in production. `SEALTRAIL_BENCH_WEB_FLAGS` adds flags of Node, such as --cpu-prof. */
export async function startWeb(variables: Record<string, string>): Promise<WebProcess> {
  const flags = process.env.SEALTRAIL_BENCH_WEB_FLAGS?.split(" ").filter(Boolean) ?? [];
  const child = await started("web", variables, flags);
  return { port: Number(variables.PORT), pid: child.pid!, close: () => ended(child) };
}

/** The worker as in production, with its arguments. */
export async function startWorker(
  variables: Record<string, string>,
  args: readonly string[] = [],
): Promise<{ close(): Promise<void> }> {
  const child = await started("worker", variables, [], args);
  return { close: () => ended(child) };
}

async function started(
  name: "web" | "worker",
  variables: Record<string, string>,
  flags: readonly string[],
  args: readonly string[] = [],
): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, `../processes/${name}.ts`), args, {
    env: { LOG_LEVEL: "warn", ...process.env, ...variables, NODE_ENV: "production" },
    execArgv: [...NODE_FLAGS, ...flags],
    detached: true,
  });
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) =>
      reject(new Error(`the ${name} process could not start (${code}); see the line above`)),
    );
  });
  return child;
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}
