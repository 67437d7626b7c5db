import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "node:http";

/** A request as it goes over the wire: path and headers are sent as they are. */
export interface Ask {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

/** How long an answer that does not end is read. */
const STREAM_MS = 120;
const ANSWER_MS_MAX = 30_000;

export interface Asker {
  ask(asked: Ask): Promise<Answered>;
  close(): void;
}

/** Sends on kept-alive connections. node:http, unlike URL and fetch, leaves `..` and what is encoded as it stands. */
export function openAsker(url: string, connections: number): Asker {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    close: () => agent.destroy(),
    ask: ({ method, path, headers, body }) =>
      new Promise((resolve, reject) => {
        const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
        const options = { hostname, port, agent, method, path, headers: { ...headers, ...length } };
        const sent = request(options, (response) => {
          const chunks: Buffer[] = [];
          const done = () =>
            resolve({ status: response.statusCode!, headers: response.headers, bytes: Buffer.concat(chunks) });
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", done);
          response.on("error", reject);
          if (response.headers["content-type"]?.startsWith("text/event-stream"))
            setTimeout(() => {
              done();
              response.destroy();
            }, STREAM_MS);
        });
        sent.setTimeout(ANSWER_MS_MAX, () => sent.destroy(new Error("no answer in time")));
        sent.on("error", reject);
        sent.end(body);
      }),
  };
}
