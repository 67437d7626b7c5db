const PATH_CHARACTERS_MAX = 2_000;
const BASE = "http://own.invalid";
// Places that nobody is sent back to: sign-in itself, and what is not a page.
const NO_PAGE = /^\/(?:signin|api|_next|tlog)(?:\/|$)/;

/** The value as the path of a page of this site, as a browser would read it; "/" for everything else. */
export function ownPath(value: unknown): string {
  if (typeof value !== "string" || value.length > PATH_CHARACTERS_MAX) return "/";
  // Browsers take \ for / and drop tabs and line ends: what holds them was not written as a path.
  if (!/^\/(?!\/)[^\\\s\x00-\x1f\x7f]*$/.test(value) || !URL.canParse(value, BASE)) return "/";
  const url = new URL(value, BASE);
  // Dots can leave two slashes at the front, which name a host wherever the path is read again.
  if (url.origin !== BASE || url.pathname.startsWith("//") || NO_PAGE.test(url.pathname)) return "/";
  return url.pathname + url.search + url.hash;
}

/** Where to go after signing in or out: a page of this site, whether `target` is a path or an address. */
export function ownAddress(target: string, site: string): string {
  const path = target === site || target.startsWith(`${site}/`) ? target.slice(site.length) : target;
  return site + ownPath(path);
}
