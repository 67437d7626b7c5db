/**
 * The name of the cookie that carries the session at this public address. Over https its `__Host-` prefix makes browsers refuse one
 * that a neighbouring host, or a page over http, has set.
 */
export function sessionCookieName(url: string): string {
  return url.startsWith("https:") ? "__Host-next-auth.session-token" : "next-auth.session-token";
}
