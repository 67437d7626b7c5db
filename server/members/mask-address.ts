/** An e-mail address for somebody whose it is not: `a***@example.com`. */
export function maskAddress(email: string): string {
  const at = email.lastIndexOf("@");
  const first = Array.from(email.slice(0, Math.max(at, 0)))[0] ?? "";
  return `${first}***${at < 0 ? "" : email.slice(at)}`;
}
