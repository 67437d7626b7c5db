/** The token in the address's fragment, which is then taken out of the address and of the history; null without one. */
export function takeToken(): string | null {
  const token = window.location.hash.slice(1);
  if (token === "") return null;
  window.history.replaceState(window.history.state, "", window.location.pathname);
  return token;
}
