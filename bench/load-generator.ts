import { setTimeout as sleep } from "node:timers/promises";
import { eventMaker } from "./event-maker.ts";
import { HttpConnection, requestBytes } from "./http-connection.ts";

/** Builds requests before the clock starts. `perRequest` 0: single events, not in a list. */
export interface PrepareOrder {
  type: "prepare";
  port: number;
  token: string;
  seed: number;
  requests: number;
  perRequest: number;
}

/** Sends the prepared requests, over and over up to `requests`, at most `perSecondMax` a second in all. */
export interface FireOrder {
  type: "fire";
  connections: number;
  requests: number;
  perSecondMax?: number;
}

export interface FireReport {
  elapsedMs: number;
  requests: number;
  latenciesMs: number[];
  cpuMs: number;
}

export type GeneratorOrder = PrepareOrder | FireOrder | { type: "stop" };
export type GeneratorAnswer =
  | { type: "prepared"; bytesPerEvent: number }
  | { type: "fired"; report: FireReport }
  | { type: "failed"; message: string };

let prepared: Buffer[] = [];
let port = 0;
let stopped = false;

function prepare(order: PrepareOrder): number {
  const make = eventMaker(order.seed);
  let bytes = 0;
  const event = () => {
    const text = JSON.stringify(make(new Date()));
    bytes += Buffer.byteLength(text);
    return text;
  };
  port = order.port;
  prepared = Array.from({ length: order.requests }, () => {
    const body =
      order.perRequest === 0 ? event() : `{"events":[${Array.from({ length: order.perRequest }, event).join(",")}]}`;
    return requestBytes("POST", "/api/v1/events", `127.0.0.1:${port}`, order.token, body);
  });
  return bytes / (order.requests * Math.max(1, order.perRequest));
}

async function fire(order: FireOrder): Promise<FireReport> {
  const connections = Array.from({ length: order.connections }, () => new HttpConnection(port));
  const latenciesMs: number[] = [];
  const cpuBefore = process.cpuUsage();
  const beganMs = performance.now();
  let next = 0;
  stopped = false;
  const work = async (connection: HttpConnection) => {
    while (next < order.requests && !stopped) {
      const index = next++;
      if (order.perSecondMax) {
        const waitMs = beganMs + (index / order.perSecondMax) * 1_000 - performance.now();
        if (waitMs > 1) await sleep(waitMs);
      }
      const sentMs = performance.now();
      const answer = await connection.send(prepared[index % prepared.length]!);
      latenciesMs.push(performance.now() - sentMs);
      if (answer.status !== 201)
        throw new Error(`the server answered ${answer.status}: ${answer.body.toString("utf8")}`);
    }
  };
  try {
    await Promise.all(connections.map(work));
  } finally {
    for (const connection of connections) connection.close();
  }
  const elapsedMs = performance.now() - beganMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { elapsedMs, requests: latenciesMs.length, latenciesMs, cpuMs: (user + system) / 1_000 };
}

const answer = (message: GeneratorAnswer) => void process.send?.(message);

process.on("message", (order: GeneratorOrder) => {
  if (order.type === "stop") stopped = true;
  else if (order.type === "prepare") answer({ type: "prepared", bytesPerEvent: prepare(order) });
  else
    fire(order).then(
      (report) => answer({ type: "fired", report }),
      (error: Error) => answer({ type: "failed", message: error.message }),
    );
});
process.on("disconnect", () => process.exit(0));
