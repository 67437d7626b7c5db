import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came. */
export interface ReceivedWebhook {
  id: string;
  timestampS: number;
  signature: string;
  headers: IncomingHttpHeaders;
  path: string;
  body: string;
  /** The body as JSON. */
  message: { type: string; timestamp: string; data: Record<string, never> & { alert?: Record<string, unknown> } };
  /** The client's port: the same for requests on one connection. */
  clientPort: number;
  atMs: number;
}

export interface WebhookReceiver {
  port: number;
  url: string;
  received: ReceivedWebhook[];
  /** Answers each request from now on; 204 at first. */
  answer: (request: ReceivedWebhook, response: ServerResponse) => void;
  /** The oldest request that was not asked for before; waits for it at most `msMax`. */
  next(msMax?: number): Promise<ReceivedWebhook>;
  close(): Promise<void>;
}

/** An HTTP server on a free port of the loopback that keeps what it gets. Close it when the test is through. */
export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const waiting = new Set<() => void>();
  let taken = 0;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => {});
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const header = (name: string) => String(request.headers[name] ?? "");
      const one: ReceivedWebhook = {
        id: header("webhook-id"),
        timestampS: Number(header("webhook-timestamp")),
        signature: header("webhook-signature"),
        headers: request.headers,
        path: request.url ?? "",
        body,
        message: JSON.parse(body),
        clientPort: request.socket.remotePort ?? 0,
        atMs: Date.now(),
      };
      receiver.received.push(one);
      receiver.answer(one, response);
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: WebhookReceiver = {
    port,
    url: `http://127.0.0.1:${port}/alerts?token=of-the-receiver`,
    received: [],
    answer: (_, response) => void response.writeHead(204).end(),
    next(msMax = 10_000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const one = receiver.received[taken];
          if (!one) return;
          taken++;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(one);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no webhook within ${msMax} ms`));
        }, msMax);
        waiting.add(look);
        look();
      });
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return receiver;
}

/** Whether a message is signed with the secret, as Standard Webhooks has a receiver find out; without a look at the time. */
export function isSigned(
  secret: string,
  { id, timestampS, signature, body }: Pick<ReceivedWebhook, "id" | "timestampS" | "signature" | "body">,
): boolean {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const wanted = createHmac("sha256", key).update(`${id}.${timestampS}.`).update(body).digest();
  return signature.split(" ").some((part) => {
    const [version, text = ""] = part.split(",");
    const given = Buffer.from(text, "base64");
    return version === "v1" && given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
