import MailComposer from "nodemailer/lib/mail-composer/index.js";
import SMTPConnection from "nodemailer/lib/smtp-connection/index.js";
import type { SmtpSettings } from "../smtp-url.ts";

/** A mail to one address, in text and in HTML that say the same. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface Mailer {
  /** Resolves once the server has taken the mail; rejects with an Error that names neither an address nor what the mail says. */
  send(mail: Mail): Promise<void>;
  /** Waits for what is on its way, at most for as long as one mail may take. */
  close(): Promise<void>;
}

export interface MailLimits {
  connectMsMax: number;
  wholeMsMax: number;
}

const LIMITS: MailLimits = { connectMsMax: 5_000, wholeMsMax: 15_000 };
// Mailboxes that answer by themselves (absence notes) leave such mail alone.
const HEADERS = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };

/** Mail over SMTP, a connection for each: Sealtrail sends few. Nothing is opened before the first mail. */
export function openMailer(settings: SmtpSettings, limits: MailLimits = LIMITS): Mailer {
  const underway = new Set<Promise<void>>();
  return {
    send(mail) {
      const sending = compose(settings, mail)
        .then((message) => deliver(settings, limits, mail.to, message))
        .finally(() => underway.delete(sending));
      underway.add(sending);
      return sending;
    },
    async close() {
      await Promise.allSettled(underway);
    },
  };
}

async function compose({ from }: SmtpSettings, { to, subject, text, html }: Mail): Promise<Buffer> {
  const composer = new MailComposer({
    from,
    to: { name: "", address: to },
    subject,
    text,
    html,
    headers: HEADERS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

function deliver(settings: SmtpSettings, limits: MailLimits, to: string, message: Buffer): Promise<void> {
  const { host, port, secure, requireTls, login, from } = settings;
  const connection = new SMTPConnection({
    host,
    port,
    secure,
    requireTLS: requireTls,
    connectionTimeout: limits.connectMsMax,
    greetingTimeout: limits.wholeMsMax,
    socketTimeout: limits.wholeMsMax,
    dnsTimeout: limits.connectMsMax,
  });
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => fail({ code: "ETIMEDOUT", message: "the whole took too long" }), limits.wholeMsMax);
    const fail = (error: SmtpFault) => {
      clearTimeout(giveUp);
      // Closing emits an end of its own: the reason comes first.
      reject(withoutAddresses(error));
      connection.close();
    };
    const send = () =>
      connection.send({ from: from.address, to: [to] }, message, (error) => {
        if (error) return fail(error);
        clearTimeout(giveUp);
        connection.quit();
        resolve();
      });
    connection.on("error", fail);
    connection.once("end", () => fail({ code: "ECONNECTION", message: "the connection was closed" }));
    connection.connect(() => {
      if (!login) return send();
      connection.login({ user: login.user, pass: login.password }, (error) => (error ? fail(error) : send()));
    });
  });
}

type SmtpFault = Pick<SMTPConnection.SMTPError, "code" | "command" | "message" | "response" | "responseCode">;

/** What a log line may say: servers repeat addresses in their answers, so of an answer only its codes are kept. */
function withoutAddresses({ code, command, message, response, responseCode }: SmtpFault): Error {
  const step = /^[A-Z]+(?: [A-Z0-9-]+)?$/.test(command ?? "") ? ` at ${command}` : "";
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? "")?.[1];
  const answer = [responseCode, enhanced].filter(Boolean).join(" ");
  const what = answer ? `the server answered ${answer}` : response ? "the server's answer was not understood" : message;
  return Object.assign(new Error(`mail not sent: ${code ?? "failed"}${step}: ${what}`), { code });
}
