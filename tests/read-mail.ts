/** A mail as its reader sees it; header names in lower case. */
export interface ReadMail {
  headers: [name: string, value: string][];
  subject: string;
  text: string;
  html: string;
}

/** Reads the bytes of a mail: folded and encoded headers, nested parts, quoted-printable and base64. */
export function readMail(bytes: Buffer): ReadMail {
  const whole = readPart(bytes.toString("latin1"));
  const bodies = new Map(leavesOf(whole).map((part) => [mediaType(part), contentOf(part)]));
  return {
    headers: whole.headers,
    subject: headerOf(whole, "subject"),
    text: bodies.get("text/plain") ?? "",
    html: bodies.get("text/html") ?? "",
  };
}

interface Part {
  headers: [name: string, value: string][];
  /** One character a byte. */
  body: string;
}

function readPart(source: string): Part {
  const end = source.indexOf("\r\n\r\n");
  const head = end < 0 ? source : source.slice(0, end);
  const lines = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  return {
    headers: lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())];
    }),
    body: end < 0 ? "" : source.slice(end + 4),
  };
}

const headerOf = (part: Part, name: string) => part.headers.find(([given]) => given === name)?.[1] ?? "";
const mediaType = (part: Part) => headerOf(part, "content-type").split(";")[0]!.trim().toLowerCase();

function leavesOf(part: Part): Part[] {
  const boundary = /boundary="?([^";]+)/i.exec(headerOf(part, "content-type"))?.[1];
  if (boundary === undefined) return [part];
  const pieces = `\r\n${part.body}`.split(`\r\n--${boundary}`).slice(1);
  return pieces
    .filter((piece) => !piece.startsWith("--"))
    .flatMap((piece) => leavesOf(readPart(piece.slice(piece.indexOf("\r\n") + 2))));
}

function contentOf(part: Part): string {
  const encoding = headerOf(part, "content-transfer-encoding").toLowerCase();
  if (encoding === "base64") return lines(Buffer.from(part.body, "base64"));
  if (encoding === "quoted-printable") return lines(unquote(part.body.replace(/=\r\n/g, "")));
  return lines(Buffer.from(part.body, "latin1"));
}

const lines = (bytes: Buffer) => bytes.toString("utf8").replaceAll("\r\n", "\n");

function unquote(text: string): Buffer {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}

/** RFC 2047: `=?UTF-8?Q?...?=` and `=?UTF-8?B?...?=`; blanks between two encoded words are none. */
function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?[\w-]+\?([QB])\?([^?]*)\?=/gi, (_, encoding: string, word: string) =>
      (encoding.toUpperCase() === "B" ? Buffer.from(word, "base64") : unquote(word.replaceAll("_", " "))).toString(),
    );
}
