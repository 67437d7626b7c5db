import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import next from "next";
import { isApiPath, makeApi } from "#api/app.ts";
import { clientAddress } from "#api/caller.ts";
import { readEnvironment } from "#server/env.ts";
import { log } from "#server/log.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { onShutdown, refuseStart } from "./lifecycle.ts";

const DRAIN_MS = 8_000;

/** One port: the machine API is answered by Hono, everything else by Next. */
async function main(): Promise<void> {
  const env = readEnvironment();
  const dev = process.argv.includes("--dev");
  // next-auth reads these two from the environment only.
  process.env.NEXTAUTH_URL = env.url;
  process.env.NEXTAUTH_SECRET = env.secret;
  const runtime = await openRuntime(env);
  const server = createServer();
  await listen(server, env.port);
  const pages = next({ dev, dir: join(import.meta.dirname, ".."), httpServer: server, port: env.port, quiet: !dev });
  const api = getRequestListener(makeApi().fetch);
  server.on("request", (request, response) => {
    secureTransport(response, env.url);
    if (isApiPath(pathOf(request))) {
      api(request, response);
      return;
    }
    const ip = clientAddress(header(request, "x-forwarded-for"), request.socket.remoteAddress, env.trustedProxies);
    delete request.headers["x-sealtrail-client-ip"];
    if (ip) request.headers["x-sealtrail-client-ip"] = ip;
    void pages.getRequestHandler()(request, response);
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
const header = (request: IncomingMessage, name: string) => [request.headers[name]].flat().join(",") || undefined;

function secureTransport(response: ServerResponse, url: string): void {
  if (url.startsWith("https:")) response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

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
