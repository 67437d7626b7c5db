import { randomBytes } from "node:crypto";

export interface PageSecurity {
  /** The public address is https. */
  https: boolean;
  /** Pages are compiled while they are served. */
  dev: boolean;
}

/** 144 random bits in base64: one for each request. */
export function newNonce(): string {
  return randomBytes(18).toString("base64");
}

/**
 * The policies of a page, which hold together: scripts and styles of this server alone, inline ones with the request's nonce alone.
 * The first by itself lets a script that has the nonce bring in any other; the second by itself takes any script of this server.
 */
export function pagePolicies(nonce: string, { https, dev }: PageSecurity): [string, string] {
  // React reports errors of development by eval.
  const evaluate = dev ? " 'unsafe-eval'" : "";
  const first = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluate}`,
    `style-src-elem 'self' ${dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // Mantine sizes and places by style attributes, which can neither run nor, under this policy, load anything foreign.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${dev ? " ws:" : ""}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(https ? ["upgrade-insecure-requests"] : []),
  ];
  return [first.join("; "), `script-src 'self' 'nonce-${nonce}'${evaluate}`];
}

const UNUSED_FEATURES = [
  "accelerometer",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "hid",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "serial",
  "usb",
];
const PERMISSIONS_POLICY = UNUSED_FEATURES.map((feature) => `${feature}=()`).join(", ");
const ADDRESS_IS_SECRET = /^\/(?:invite|reset)(?:\/|$)/;

/** The headers of every answer that is not the machine API's: pages, files, redirects and errors. */
export function pageHeaders(path: string, policies: string[]): Record<string, string | string[]> {
  return {
    "Content-Security-Policy": policies,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": ADDRESS_IS_SECRET.test(path) ? "no-referrer" : "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
  };
}

/** For an answer that has nothing to load: refusals and static files. */
export const NOTHING_POLICIES = ["default-src 'none'; frame-ancestors 'none'"];

export const TRANSPORT_SECURITY = "max-age=31536000; includeSubDomains";
