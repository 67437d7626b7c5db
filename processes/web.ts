import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import next from "next";
import { isApiPath, makeApi } from "#api/app.ts";
import { readEnvironment } from "#server/env.ts";
import { log } from "#server/log.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { onShutdown, refuseStart } from "./lifecycle.ts";
import { pageListener } from "./page-listener.ts";
import { TRANSPORT_SECURITY } from "./security-headers.ts";

const DRAIN_MS = 8_000;
/** Longer than proxies and clients keep an idle connection (60 s is usual): else a request can meet its closing. */
const KEEP_ALIVE_MS = 75_000;

/** One port: the machine API is answered by Hono, everything else by Next. */
async function main(): Promise<void> {
  const env = readEnvironment();
  const dev = process.argv.includes("--dev");
  // next-auth reads these two from the environment only.
  process.env.NEXTAUTH_URL = env.url;
  process.env.NEXTAUTH_SECRET = env.secret;
  const runtime = await openRuntime(env);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  await listen(server, env.port);
  // Next takes over a server's connection upgrades, which the pages need in development only.
  const httpServer = dev ? server : createServer();
  const pages = next({ dev, dir: join(import.meta.dirname, ".."), httpServer, port: env.port, quiet: !dev });
  const api = getRequestListener(makeApi().fetch);
  const page = pageListener(env, dev, (request, response) => pages.getRequestHandler()(request, response));
  const https = env.url.startsWith("https:");
  server.on("request", (request, response) => {
    if (https) response.setHeader("Strict-Transport-Security", TRANSPORT_SECURITY);
    if (isApiPath(pathOf(request))) api(request, response);
    else page(request, response);
  });
  await pages.prepare();
  onShutdown(async () => {
    await close(server);
    await pages.close();
    await runtime.close();
  });
  log.info({ url: env.url, port: env.port }, "web is ready");
  process.send?.("ready");
}

const pathOf = (request: IncomingMessage) => (request.url ?? "/").split("?", 1)[0]!;

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? "is in use by another program; stop it or choose another, for example PORT=3001"
          : `cannot be opened (${error.code})`;
      reject(new Error(`PORT: ${port} ${why}`, { cause: error }));
    });
    server.listen(port, () => resolve());
  });
}

/** Takes no new connection, lets answers finish, then ends what is left (open tails). */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(limit);
      resolve();
    });
    server.closeIdleConnections();
  });
}

main().catch(refuseStart);
