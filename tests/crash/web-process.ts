import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** A web process that can be killed and started again on its port. */
export interface WebProcess {
  url: string;
  start(): Promise<void>;
  /** SIGKILL: nothing is flushed, nothing is said. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, "../..");
const PAGES_BUILT = join(root, ".next/BUILD_ID");
const START_MS_MAX = 60_000;

/** The machine API alone. */
export const API_ENTRY = join(import.meta.dirname, "api-process.ts");

/** `processes/web.ts` where the pages are built, else the machine API alone. */
export function webEntry(): string {
  return existsSync(PAGES_BUILT) ? join(root, "processes/web.ts") : API_ENTRY;
}

export async function makeWebProcess(variables: Record<string, string>, entry?: string): Promise<WebProcess> {
  const port = await freePort();
  const env = {
    ...process.env,
    NODE_ENV: "production",
    LOG_LEVEL: "fatal",
    NODE_OPTIONS: "",
    ...variables,
    PORT: String(port),
  };
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      ending.once("exit", () => resolve());
      ending.kill(signal);
    });
  };
  return {
    url: `http://127.0.0.1:${port}`,
    async start() {
      const execArgv = ["--disable-warning=ExperimentalWarning"];
      const started = fork(entry ?? webEntry(), [], {
        env: env as NodeJS.ProcessEnv,
        execArgv,
        stdio: ["ignore", "inherit", "pipe", "ipc"],
      });
      child = started;
      await ready(started);
    },
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

function ready(child: ChildProcess): Promise<void> {
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said = (said + chunk).slice(-2_000);
  });
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`the web process was not ready in time: ${said}`)), START_MS_MAX);
    child.once("message", () => {
      clearTimeout(limit);
      resolve();
    });
    child.once("exit", (code) => {
      clearTimeout(limit);
      reject(new Error(`the web process ended with ${code}: ${said}`));
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
