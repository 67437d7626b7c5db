import { connect, type Socket } from "node:net";

export interface Answer {
  status: number;
  body: Buffer;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const CHUNKS_END = Buffer.from("\r\n0\r\n\r\n");

/** The bytes of a request on a kept-alive connection. */
export function requestBytes(method: string, path: string, host: string, token: string, body?: string): Buffer {
  const payload = body === undefined ? "" : body;
  const type =
    body === undefined ? "" : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n${type}\r\n${payload}`,
  );
}

/**
 * One kept-alive HTTP/1.1 connection, one request at a time. It does no more than a load generator must: node:http costs about as
 * much processor time for a small request as the server, on the same cores.
 */
export class HttpConnection {
  /** Resolves when the server has taken the connection. */
  readonly opened: Promise<void>;
  readonly #socket: Socket;
  #received: Buffer[] = [];
  #bytes = 0;
  #bytesWanted = 0;
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  constructor(port: number) {
    this.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
    this.opened = new Promise((resolve) => void this.#socket.once("connect", resolve));
    this.#socket.on("data", (chunk) => this.#take(chunk));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the server closed the connection")));
  }

  send(request: Buffer): Promise<Answer> {
    if (!this.#socket.writable) return Promise.reject(new Error("the server closed the connection"));
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#bytesWanted) return;
    const all = this.#received.length === 1 ? chunk : Buffer.concat(this.#received, this.#bytes);
    this.#received = [all];
    const headEnd = all.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const bodyStart = headEnd + HEAD_END.length;
    const head = all.toString("latin1", 0, headEnd);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      if (all.subarray(-CHUNKS_END.length).equals(CHUNKS_END)) this.#finish(head, joinChunks(all.subarray(bodyStart)));
      return;
    }
    this.#bytesWanted = bodyStart + Number(length);
    if (all.length >= this.#bytesWanted) this.#finish(head, all.subarray(bodyStart, this.#bytesWanted));
  }

  #finish(head: string, body: Buffer): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#received = [];
    this.#bytes = 0;
    this.#bytesWanted = 0;
    waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

function joinChunks(chunked: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < chunked.length; ) {
    const lineEnd = chunked.indexOf("\r\n", at);
    const length = Number.parseInt(chunked.toString("latin1", at, lineEnd), 16);
    if (!length) break;
    parts.push(chunked.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
  return Buffer.concat(parts);
}
