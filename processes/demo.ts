import { fork } from "node:child_process";
import { join } from "node:path";
import { readPlace } from "#server/env.ts";
import { ensureBuilt } from "../scripts/build.ts";
import { NODE_FLAGS } from "../scripts/node-flags.mjs";
import { openDemoDatabase } from "./demo/database.ts";
import { writeDemoFile } from "./demo/demo-file.ts";
import { loadDemo } from "./demo/load.ts";
import { assertPortFree } from "./demo/port.ts";
import { onShutdown, refuseStart } from "./lifecycle.ts";

const step = (text: string) => process.stdout.write(`${text}\n`);

/** Embedded PostgreSQL, migrations, build, demo tenants, web and worker: everything behind `npm run demo` and `npm run dev`. */
async function main(): Promise<void> {
  const dev = process.argv.includes("--dev");
  const { port, dataDir, url } = readPlace();
  await assertPortFree(port);
  const database = await openDemoDatabase(dataDir, step);
  const variables = {
    ...process.env,
    DATABASE_URL: database.urls.app,
    DATABASE_OWNER_URL: database.urls.owner,
    SEALTRAIL_DATA_DIR: dataDir,
    SEALTRAIL_DEMO: "true",
    PORT: String(port),
  };
  const children: ReturnType<typeof fork>[] = [];
  const stop = async () => {
    await Promise.all(children.map(ended));
    await database.close();
  };
  try {
    const [demo] = await Promise.all([loadDemo(variables, dataDir, step), dev ? undefined : ensureBuilt(step)]);
    writeDemoFile(dataDir, { url: url.origin, databases: database.urls, ...demo });
    onShutdown(stop);
    for (const name of ["web", "worker"]) children.push(start(name, dev, variables));
    await Promise.all(children.map(ready));
  } catch (error) {
    await stop();
    throw error;
  }
  step(`Sealtrail is ready at ${url.origin}`);
  for (const child of children) {
    child.once("exit", (code) => {
      process.stderr.write(`${child.spawnargs.at(-1)} ended unexpectedly (${code}); stopping.\n`);
      void stop().then(() => process.exit(1));
    });
  }
}

function start(name: string, dev: boolean, env: NodeJS.ProcessEnv) {
  return fork(join(import.meta.dirname, `${name}.ts`), dev && name === "web" ? ["--dev"] : [], {
    env: { LOG_LEVEL: "warn", ...env, NODE_ENV: dev ? "development" : "production" },
    execArgv: NODE_FLAGS,
    // Its own process group: Ctrl-C reaches this process, which stops the parts in order.
    detached: true,
  });
}

function ready(child: ReturnType<typeof fork>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) =>
      reject(new Error(`${child.spawnargs.at(-1)} could not start (${code}); the line above says why`)),
    );
  });
}

function ended(child: ReturnType<typeof fork>): Promise<void> {
  child.removeAllListeners("exit");
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

main().catch(refuseStart);
