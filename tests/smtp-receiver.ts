import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { type ReadMail, readMail } from "./read-mail.ts";

export interface ReceivedMail extends ReadMail {
  from: string;
  to: string;
}

export interface SmtpReceiverOptions {
  /** Asked for before any mail is taken. */
  login?: { user: string; password: string };
  /** Recipients that are refused, with an answer that repeats them. */
  refuses?: string[];
  /** Offers STARTTLS with a certificate that nobody trusts. */
  startTls?: boolean;
  /** Takes the mail and never says so. */
  stalls?: boolean;
}

export interface SmtpReceiver {
  port: number;
  /** For SMTP_URL; without the login. */
  url: string;
  mails: ReceivedMail[];
  /** Users that tried to sign in, whether they could or not. */
  logins: string[];
  /** The oldest mail to the address that was not asked for before; waits for it at most `msMax`. */
  nextMail(to: string, msMax?: number): Promise<ReceivedMail>;
  close(): Promise<void>;
}

/** A mail server on a free port of the loopback that keeps what it gets. Close it when the test is through. */
export async function openSmtpReceiver(options: SmtpReceiverOptions = {}): Promise<SmtpReceiver> {
  const mails: ReceivedMail[] = [];
  const logins: string[] = [];
  const taken = new Set<ReceivedMail>();
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    ...authentication(options, logins),
    disabledCommands: [...(options.startTls ? [] : ["STARTTLS"]), ...(options.login ? [] : ["AUTH"])],
    onRcptTo({ address }, _session, done) {
      if (!options.refuses?.includes(address)) return done();
      done(Object.assign(new Error(`5.1.1 <${address}>: no such mailbox`), { responseCode: 550 }));
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : "";
        const to = envelope.rcptTo.map(({ address }) => address).join(", ");
        mails.push({ from, to, ...readMail(Buffer.concat(chunks)) });
        for (const look of waiting) look();
        if (!options.stalls) done();
      });
    },
  });
  // A client that gives up in the middle is not this server's fault.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const take = (to: string) => {
    const mail = mails.find((one) => one.to === to && !taken.has(one));
    if (mail) taken.add(mail);
    return mail;
  };
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    mails,
    logins,
    nextMail(to, msMax = 10_000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const mail = take(to);
          if (mail) settle(() => resolve(mail));
        };
        const timer = setTimeout(() => settle(() => reject(new Error(`no mail to ${to} within ${msMax} ms`))), msMax);
        const settle = (end: () => void) => {
          clearTimeout(timer);
          waiting.delete(look);
          end();
        };
        waiting.add(look);
        look();
      });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function authentication({ login }: SmtpReceiverOptions, logins: string[]): ConstructorParameters<typeof SMTPServer>[0] {
  if (!login) return { authOptional: true };
  return {
    allowInsecureAuth: true,
    onAuth({ username = "", password }, _session, done) {
      logins.push(username);
      if (username === login.user && password === login.password) return done(null, { user: username });
      done(new Error(`5.7.8 wrong password for ${username}`));
    },
  };
}
