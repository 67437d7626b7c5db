import "server-only";
import { headers } from "next/headers";
import { cache } from "react";
import type { RequestOrigin } from "#server/access/index.ts";
import { uuidv7 } from "#server/ids.ts";

type HeaderValues = { get(name: string): string | null };

export function originOfHeaders(values: HeaderValues, endpoint: string, requestId = uuidv7(Date.now())): RequestOrigin {
  const ip = values.get("x-sealtrail-client-ip");
  const userAgent = values.get("user-agent");
  return { requestId, endpoint, via: "ui", ...(ip ? { ip } : {}), ...(userAgent ? { userAgent } : {}) };
}

/** One id for everything that one request does: the page, its layout and what they record. */
export const requestIdOfRequest = cache(() => uuidv7(Date.now()));

/** Where the page's or action's request came from. */
export async function originOfRequest(endpoint: string): Promise<RequestOrigin> {
  return originOfHeaders(await headers(), endpoint, requestIdOfRequest());
}
