import { isMailAddress } from "./mail-address.ts";

/** How mail goes out, as SMTP_URL says. */
export interface SmtpSettings {
  host: string;
  port: number;
  /** TLS from the first byte (smtps). Without it, STARTTLS is used where the server offers it. */
  secure: boolean;
  /** STARTTLS or nothing: a password crosses the network in TLS only. */
  requireTls: boolean;
  login?: { user: string; password: string };
  from: { name: string; address: string };
}

const SENDER = /^(?:"?([^"<>\p{C}]{0,100}?)"?\s*<([^<>]+)>|([^<>]+))$/u;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const PORT = 25;
const SECURE_PORT = 465;

/**
 * Reads `smtp://` or `smtps://`, with `user:password@` and `?from=Name <address>` where wanted. Throws an Error that says what is wrong
 * in words that follow the variable's name and never repeat the value, which may hold a password.
 */
export function readSmtpUrl(text: string, ownHost: string): SmtpSettings {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:\/\//i.test(text) || !url.hostname)
    throw new Error("must be an address that begins with smtp:// or smtps://");
  if (!/^\/?$/.test(url.pathname) || url.hash) throw new Error("must have no path");
  // People write this by hand: a plus is a plus, as in audit+trail@example.com.
  const parameters = new URLSearchParams(url.search.replaceAll("+", "%2B"));
  if (parameters.size > (parameters.has("from") ? 1 : 0)) throw new Error("takes one parameter, from, and no other");
  const secure = url.protocol === "smtps:";
  const login = readLogin(url);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (secure ? SECURE_PORT : PORT),
    secure,
    requireTls: !secure && login !== undefined && !LOOPBACK.test(url.hostname),
    ...(login ? { login } : {}),
    from: readSender(parameters.get("from"), ownHost),
  };
}

function readLogin(url: URL): SmtpSettings["login"] {
  if (!url.username && !url.password) return undefined;
  if (!url.username || !url.password) throw new Error("must have both user and password before the @, or neither");
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    throw new Error("has a % in user or password that is not written as %25");
  }
}

function readSender(text: string | null, ownHost: string): SmtpSettings["from"] {
  if (text === null)
    return { name: "Sealtrail", address: `no-reply@${isMailAddress(`x@${ownHost}`) ? ownHost : "localhost"}` };
  const [, name, bracketed, bare] = SENDER.exec(text.trim()) ?? [];
  const address = (bracketed ?? bare ?? "").trim();
  if (!isMailAddress(address)) throw new Error("has a from that is not a sender such as Sealtrail <audit@example.com>");
  return { name: name?.trim() || "Sealtrail", address };
}
