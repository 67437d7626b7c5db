import type { IncomingHttpHeaders } from "node:http";

export interface PageRequest {
  method: string;
  /** The request target as it was sent. */
  target: string;
  headers: IncomingHttpHeaders;
}

/** Why a request does not reach the pages: a status, and a sentence or two for whoever reads the answer. */
export interface Refusal {
  status: 400 | 403 | 411 | 413 | 421 | 503;
  message: string;
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether requests of this method change nothing by their meaning. */
export const isSafeMethod = (method: string) => SAFE_METHODS.has(method);

const HOST = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
// No page sends more: actions take 1 MB. The machine API, which takes more, has limits of its own.
const PAGE_BODY_BYTES_MAX = 2 * 1024 * 1024;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Judges a request for a page before anything of it is read: the form of its target, the host it believes to talk to (a foreign
 * name that leads here is DNS rebinding) and, where it may change something, the site that it comes from (another site's is
 * cross-site request forgery). `site` is the public address, an origin.
 */
export function refusePageRequest({ method, target, headers }: PageRequest, site: string): Refusal | undefined {
  // Next would take an absolute target for an order to fetch it.
  if (!target.startsWith("/")) return { status: 400, message: "The request must name a path that begins with /." };
  if (!isReadable(target)) return { status: 400, message: "The path of this address cannot be read: it is no UTF-8." };
  const host = hostOf(headers.host);
  if (!host || (host.hostname !== new URL(site).hostname && !LOOPBACK.test(host.hostname)))
    return {
      status: 421,
      message: `Sealtrail does not serve its pages under this host name: open ${site}. The setting SEALTRAIL_URL names the address, and a proxy in front has to pass the Host header on.`,
    };
  if (isSafeMethod(method)) return;
  const ownOrigins = LOOPBACK.test(host.hostname) ? [site, host.origin] : [site];
  if (isOfAnotherSite(headers, ownOrigins))
    return {
      status: 403,
      message: `This request came from another site, so it was refused and nothing was changed. Open ${site} and try again from there.`,
    };
}

// Next would answer 500.
function isReadable(target: string): boolean {
  try {
    decodeURIComponent(target.split("?", 1)[0]!);
    return true;
  } catch {
    return false;
  }
}

function hostOf(header: string | undefined): URL | undefined {
  if (header === undefined || !HOST.test(header)) return;
  const text = `http://${header}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

// A browser says at least one of the two with every such request; a program that says neither carries nobody's cookies.
function isOfAnotherSite(headers: IncomingHttpHeaders, ownOrigins: string[]): boolean {
  const fetchSite = headers["sec-fetch-site"];
  if (fetchSite !== undefined && fetchSite !== "same-origin" && fetchSite !== "none") return true;
  return headers.origin !== undefined && !ownOrigins.includes(headers.origin);
}

/**
 * Judges how much a request sends: what reads a body later keeps all of it in memory, before it knows whose it is. Next's requests to
 * this process do not say their length; they hand on what was judged here.
 */
export function refusePageBody({ method, headers }: Pick<PageRequest, "method" | "headers">): Refusal | undefined {
  if (isSafeMethod(method)) return;
  if (headers["transfer-encoding"] !== undefined)
    return { status: 411, message: "The request must say how long its body is, by the header Content-Length." };
  if (Number(headers["content-length"] ?? 0) > PAGE_BODY_BYTES_MAX)
    return { status: 413, message: `A page takes at most ${PAGE_BODY_BYTES_MAX} bytes: nothing was changed.` };
}
