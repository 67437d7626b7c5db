import { createServer, type Server, type Socket } from "node:net";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { openSmtpReceiver, type SmtpReceiver, type SmtpReceiverOptions } from "../../tests/smtp-receiver.ts";
import { AppError } from "../errors.ts";
import { type Runtime, setRuntime } from "../runtime.ts";
import { readSmtpUrl } from "../smtp-url.ts";
import { type Mail, type MailLimits, openMailer } from "./open-mailer.ts";
import { isMailConfigured, sendMail } from "./send-mail.ts";

const SECRET = "inv_Zk3jQ9xW7";
const MAIL: Mail = {
  to: "zoe@example.com",
  subject: "Grüße aus Zürich: 你好",
  text: `.\nA line that begins with a dot\n..\nhttps://audit.example.com/invitations/${SECRET}?${"x".repeat(200)}\n`,
  html: `<p title="=3D">Zoë &amp; Ångström ${SECRET}</p>`,
};

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  setRuntime(undefined);
  for (const work of cleanUps.splice(0).reverse()) await work();
});

async function receiver(options?: SmtpReceiverOptions): Promise<SmtpReceiver> {
  const open = await openSmtpReceiver(options);
  cleanUps.push(open.close);
  return open;
}

/** The part of a runtime that mail needs, with a real mailer on it. */
function useMailer(url: string, limits: MailLimits = { connectMsMax: 2_000, wholeMsMax: 4_000 }) {
  const mailer = openMailer(readSmtpUrl(url, "audit.example.com"), limits);
  setRuntime({ mailer } as Runtime);
  return mailer;
}

async function faultOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

/** What a log line could get of an error, causes and all. */
const everythingOf = (error: unknown) => inspect(error, { depth: 10, showHidden: true });

async function listening(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `smtp://127.0.0.1:${(server.address() as { port: number }).port}`;
}

describe("sendMail", () => {
  it("delivers text and HTML as they are, from the sender that is set", async () => {
    const inbox = await receiver();
    useMailer(`${inbox.url}?from=Trail Desk <desk@example.com>`);
    expect(isMailConfigured()).toBe(true);
    await sendMail(MAIL);
    const mail = await inbox.nextMail(MAIL.to);
    expect(mail).toMatchObject({ from: "desk@example.com", to: MAIL.to, subject: MAIL.subject });
    expect(mail.text.trimEnd()).toBe(MAIL.text.trimEnd());
    expect(mail.html.trimEnd()).toBe(MAIL.html);
    const headers = new Map(mail.headers);
    expect(headers.get("from")).toBe("Trail Desk <desk@example.com>");
    expect(headers.get("to")).toBe(MAIL.to);
    expect(headers.get("auto-submitted")).toBe("auto-generated");
    expect(headers.get("message-id")).toMatch(/@example\.com>$/);
  });

  it("signs in where the server asks for it", async () => {
    const inbox = await receiver({ login: { user: "trail@example.com", password: "p:@/ss wörd" } });
    useMailer(`smtp://trail%40example.com:${encodeURIComponent("p:@/ss wörd")}@127.0.0.1:${inbox.port}`);
    await sendMail(MAIL);
    expect(inbox.logins).toEqual(["trail@example.com"]);
    expect(inbox.mails).toHaveLength(1);
  });

  it("says that mail is not set up where it is not", async () => {
    setRuntime({ mailer: null } as Runtime);
    expect(isMailConfigured()).toBe(false);
    expect(await faultOf(sendMail(MAIL))).toMatchObject({ code: "unavailable" });
  });

  it("sends many at once and waits for them on closing", async () => {
    const inbox = await receiver();
    const mailer = useMailer(inbox.url);
    const sending = Array.from({ length: 20 }, (_, n) => sendMail({ ...MAIL, to: `p${n}@example.com` }));
    await mailer.close();
    expect(inbox.mails).toHaveLength(20);
    await Promise.all(sending);
    expect(new Set(inbox.mails.map(({ to }) => to)).size).toBe(20);
  });
});

describe("what goes wrong", () => {
  it.each<[string, RegExp, () => Promise<string>]>([
    ["a refused recipient", /EENVELOPE.*550 5\.1\.1/, async () => (await receiver({ refuses: [MAIL.to] })).url],
    [
      "a wrong password",
      /EAUTH.*535/,
      async () => {
        const { port } = await receiver({ login: { user: "u", password: "right-password" } });
        return `smtp://u:wrong-password@127.0.0.1:${port}`;
      },
    ],
    [
      "a server that nobody can reach",
      /ECONNREFUSED/,
      async () => {
        const gone = await openSmtpReceiver();
        await gone.close();
        return gone.url;
      },
    ],
    ["a host that does not exist", /EDNS|ENOTFOUND|EAI_AGAIN/, async () => "smtp://mail.invalid"],
    ["a certificate that nobody trusts", /certificate/, async () => (await receiver({ startTls: true })).url],
    ["a server without TLS on smtps", /ESOCKET|ETLS/, async () => (await receiver()).url.replace("smtp:", "smtps:")],
    ["a server that closes at once", /ECONNECTION/, () => listening(createServer((socket) => socket.end()))],
    [
      "a server that speaks something else",
      /EPROTOCOL|ECONNECTION/,
      () => listening(createServer((socket) => socket.end(`HTTP/1.1 400 for ${MAIL.to}\r\n\r\n`))),
    ],
  ])("%s: unavailable, and neither address nor body nor password is told", async (_, reason, open) => {
    useMailer(await open());
    const error = await faultOf(sendMail(MAIL));
    expect(error).toMatchObject({ code: "unavailable", retryAfterS: 60 });
    expect((error.cause as Error).message).toMatch(reason);
    for (const hidden of [MAIL.to, SECRET, "right-password", "wrong-password"])
      expect(everythingOf(error)).not.toContain(hidden);
  });

  it.each<[string, () => Promise<string>]>([
    ["never greets", () => listening(createServer(() => {}))],
    ["never answers the mail", async () => (await receiver({ stalls: true })).url],
    [
      "drips, so that it is never idle",
      () =>
        listening(
          createServer((socket) => {
            const drip = setInterval(() => socket.write("220-slow\r\n"), 20);
            socket.on("close", () => clearInterval(drip));
          }),
        ),
    ],
  ])("a server that %s is given up", async (_, open) => {
    useMailer(await open(), { connectMsMax: 200, wholeMsMax: 400 });
    const error = await faultOf(sendMail(MAIL));
    expect((error.cause as Error).message).toContain("ETIMEDOUT");
  });

  it("sends no password to a server elsewhere that offers no TLS", async () => {
    const inbox = await receiver({ login: { user: "u", password: "p" } });
    const settings = { ...readSmtpUrl(`smtp://u:p@127.0.0.1:${inbox.port}`, "h"), requireTls: true };
    setRuntime({ mailer: openMailer(settings) } as Runtime);
    const error = await faultOf(sendMail(MAIL));
    expect((error.cause as Error).message).toContain("STARTTLS");
    expect(inbox.logins).toEqual([]);
  });
});

describe("headers", () => {
  it.each([
    "zoe@example.com\r\nBcc: eve@example.com",
    "zoe@example.com, eve@example.com",
    "zoe@example.com; eve@example.com",
    "Zoe <zoe@example.com>",
    "zoe@example.com>\r\nRCPT TO:<eve@example.com",
    "zoe@example.com\u0000",
    "",
  ])("the address %j is refused before anything is sent", async (to) => {
    const inbox = await receiver();
    useMailer(inbox.url);
    expect(await faultOf(sendMail({ ...MAIL, to }))).toMatchObject({ code: "invalid", fields: [{ path: "to" }] });
    expect(inbox.mails).toEqual([]);
  });

  it.each([
    ["with a header after it", "Hello\r\nBcc: eve@example.com"],
    ["with header and body after it", "Hello\nX-Evil: 1\n\nbody"],
    ["with a body after it", "Hello\r\n\r\n<script>"],
    ["with a line separator", "Hello\u2028Bcc: eve@example.com"],
    ["of 5,000 characters", `Hello ${"ü".repeat(5_000)}\r\nBcc: eve@example.com`],
  ])("a subject %s stays one header", async (_, subject) => {
    const inbox = await receiver();
    useMailer(inbox.url);
    await sendMail({ ...MAIL, subject });
    const { headers, to, text } = await inbox.nextMail(MAIL.to);
    const names = headers.map(([name]) => name);
    expect(names).not.toContain("bcc");
    expect(names).not.toContain("x-evil");
    expect(new Set(names).size).toBe(names.length);
    expect(to).toBe(MAIL.to);
    expect(text).toContain(SECRET);
  });
});
