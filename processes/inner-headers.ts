import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

// What the pages and Next believe without asking where it came from.
const BELIEVED =
  /^(?:content-security-policy|forwarded$|next-resume$|x-forwarded-|x-invoke-|x-matched-path$|x-middleware-|x-next-resume|x-nonce$|x-now-|x-original-|x-prerender-|x-real-ip$|x-rewrite-|x-sealtrail-|x-vercel-)/;

// After an action that redirects, Next asks this process for the next page, and hands an action of another page on to that one: with the
// headers of the request, this among them.
const OWN_REQUEST = randomBytes(32).toString("base64url");

export interface InnerHeaders {
  /** The client's. */
  address: string | undefined;
  /** The Origin of a request that may change something, once it has been judged. */
  origin: string | undefined;
  nonce: string;
  policy: string;
}

/** Whether Next asks this process itself, on behalf of a request that was judged before. */
export const isOwnRequest = (headers: IncomingHttpHeaders) => headers["x-sealtrail-own"] === OWN_REQUEST;

/** Takes out of a page's request what a client could forge, and puts in what the pages have to know. */
export function replaceInnerHeaders(
  headers: IncomingHttpHeaders,
  { address, origin, nonce, policy }: InnerHeaders,
): void {
  const client = isOwnRequest(headers) ? headers["x-sealtrail-client-ip"] : address;
  for (const name of Object.keys(headers)) if (BELIEVED.test(name)) delete headers[name];
  // Next compares an action's Origin with this.
  if (origin) headers["x-forwarded-host"] = new URL(origin).host;
  if (client) headers["x-sealtrail-client-ip"] = client;
  headers["x-sealtrail-own"] = OWN_REQUEST;
  // Next reads the nonce for its own scripts from here.
  headers["content-security-policy"] = policy;
  headers["x-nonce"] = nonce;
}
