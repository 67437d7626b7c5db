import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { makeApi } from "#api/app.ts";
import { readEnvironment } from "#server/env.ts";
import { openRuntime } from "#server/open-runtime.ts";

// What processes/web.ts does for machines, without the pages: for machines on which the pages are not built.
const env = readEnvironment();
const runtime = await openRuntime(env);
const server = createServer(getRequestListener(makeApi().fetch));
server.listen(env.port, "127.0.0.1", () => process.send?.("ready"));
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => {
  server.closeAllConnections();
  server.close();
  void runtime.close().then(() => process.exit(0));
});
