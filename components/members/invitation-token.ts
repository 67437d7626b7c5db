const KEY = "sealtrail.invitation";

/**
 * The token of the link: from behind the # of the address, which is cleared, so that the token stands in no history. This tab keeps it
 * over a reload and a sign-in, until it is forgotten.
 */
export function takeToken(): string {
  const given = window.location.hash.slice(1);
  if (given) window.history.replaceState(null, "", window.location.pathname);
  try {
    if (given) window.sessionStorage.setItem(KEY, given);
    return given || (window.sessionStorage.getItem(KEY) ?? "");
  } catch {
    // A browser that keeps nothing: the link then has to be opened again after a sign-in.
    return given;
  }
}

export function forgetToken(): void {
  try {
    window.sessionStorage.removeItem(KEY);
  } catch {}
}
