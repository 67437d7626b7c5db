import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { makeApi } from "#api/app.ts";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
  /** The body as JSON; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read deep into answers whose shape they assert
  json: any;
}

export interface Sending {
  method?: string;
  token?: string | undefined;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, in these pieces (chunked when several). */
  body?: (Uint8Array | string) | (Uint8Array | string)[];
  /** Cuts the connection after the body, before its announced end. */
  cut?: boolean;
}

export type Call = (path: string, sending?: Sending) => Promise<Answer>;

export interface ApiListener {
  url: string;
  call: Call;
  close(): Promise<void>;
}

/** A test's connection may be idle for long while the other core is busy. */
const KEEP_ALIVE_MS = 75_000;

/** The machine API of this process's runtime on a port of its own. */
export async function listenApi(): Promise<ApiListener> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, getRequestListener(makeApi().fetch));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    call: (path, sending = {}) => send(url, path, sending),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function send(url: string, path: string, sending: Sending): Promise<Answer> {
  const pieces = sending.json !== undefined ? [JSON.stringify(sending.json)] : [sending.body ?? []].flat();
  const headers: Record<string, string> = {
    ...(pieces.length > 0 ? { "content-type": "application/json" } : {}),
    ...(pieces.length === 1 && !sending.cut ? { "content-length": String(Buffer.byteLength(pieces[0]!)) } : {}),
    ...(sending.token ? { authorization: `Bearer ${sending.token}` } : {}),
    ...sending.headers,
  };
  return new Promise((resolve, reject) => {
    const method = sending.method ?? (pieces.length > 0 ? "POST" : "GET");
    const request = httpRequest(new URL(path, url), { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const bytes = Buffer.concat(chunks);
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          bytes,
          text: bytes.toString(),
          json: jsonOf(bytes),
        });
      });
    });
    request.on("error", reject);
    for (const piece of pieces) request.write(piece);
    if (sending.cut) setTimeout(() => request.destroy(new Error("cut")), 100);
    else request.end();
  });
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
