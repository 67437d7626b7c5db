const KEY = "sealtrail:tried-rules";
const KEPT_MAX = 50;

/** What was tried in this tab, so that it may be switched on without asking. */
export function triedRules(tenant: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(`${KEY}:${tenant}`) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

export function rememberTried(tenant: string, key: string): void {
  try {
    const kept = triedRules(tenant).filter((one) => one !== key);
    sessionStorage.setItem(`${KEY}:${tenant}`, JSON.stringify([...kept.slice(1 - KEPT_MAX), key]));
  } catch {
    // Where nothing can be kept, switching on asks once more.
  }
}
