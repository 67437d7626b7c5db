// 57014: an administrator cancelled the statement; 25P02: the transaction that it left behind.
const SQLSTATES = /^(08...|57P0[1-5]|57014|25P02|40P01|53300)$/;
const CODES = new Set([
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TooManyConnections",
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
]);
const MESSAGES =
  /^Connection terminated|^Client has encountered a connection error|timeout exceeded when trying to connect/;

interface Layer {
  code?: unknown;
  kind?: unknown;
  originalCode?: unknown;
  message?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: unknown };
}

/** True when PostgreSQL stopped a statement: its time was up (`statement_timeout`), or an administrator cancelled it. */
export function isStoppedStatement(error: unknown): boolean {
  const { meta, message } = error as { meta?: unknown; message?: unknown };
  return `${message} ${JSON.stringify(meta ?? {})}`.includes("57014");
}

/** True when an error says that PostgreSQL is out of reach, ending or recovering, or that a connection broke: the same request may succeed later. */
export function isDatabaseOutage(error: unknown): boolean {
  let layer = error as Layer | undefined;
  for (let depth = 0; layer && typeof layer === "object" && depth < 6; depth++) {
    for (const name of [layer.code, layer.kind, layer.originalCode])
      if (typeof name === "string" && (CODES.has(name) || SQLSTATES.test(name))) return true;
    if (typeof layer.message === "string" && MESSAGES.test(layer.message)) return true;
    layer = (layer.meta?.driverAdapterError ?? layer.cause) as Layer | undefined;
  }
  return false;
}
