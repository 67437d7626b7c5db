import type { TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { isMailConfigured } from "../mail/index.ts";
import { parseQuery } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { readAlertReaders } from "./alert-readers.sql.ts";
import { checkDestination, DestinationFault } from "./destination.ts";
import type { ChannelKind } from "./schemas.ts";

const CHECK_MS_MAX = 8_000;

const fault = (path: string, message: string) =>
  new AppError("invalid", `This channel cannot be saved: ${path} ${message}.`, { fields: [{ path, message }] });

interface Target {
  kind: ChannelKind;
  url?: string | null | undefined;
  recipients?: readonly string[] | undefined;
}

/** AppError `invalid` at what does not fit the kind of channel. */
export function demandFits({ kind, url, recipients }: Target): void {
  if (kind === "webhook" && recipients?.length) throw fault("recipients", "are of mail channels alone");
  if (kind === "webhook" && !url) throw fault("url", "is needed for a webhook");
  if (kind === "email" && url) throw fault("url", "is of webhooks alone");
  if (kind === "email" && !recipients?.length) throw fault("recipients", "must name at least one member");
}

/** AppError `invalid` at `url` for one that may not be sent to. Asks DNS, so that no transaction should be open meanwhile. */
export async function demandDestination(url: string): Promise<void> {
  const signal = AbortSignal.timeout(CHECK_MS_MAX);
  try {
    await checkDestination(url, { allow: runtime().env.webhookAllow, signal });
  } catch (error) {
    if (error instanceof DestinationFault) throw fault("url", error.message);
    if (signal.aborted) throw fault("url", "names a host whose address could not be found in time");
    throw error;
  }
}

/** AppError `invalid` for an address of nobody who may read alerts, and where this server sends no mail. */
export async function demandRecipients(tx: TenantTransaction, recipients: readonly string[]): Promise<void> {
  if (!isMailConfigured()) throw fault("kind", "cannot be email: this server sends no mail (SMTP_URL is not set)");
  const readers = new Set((await readAlertReaders(tx)).map(({ email }) => email.toLowerCase()));
  const stranger = recipients.find((address) => !readers.has(address.toLowerCase()));
  if (stranger !== undefined)
    throw fault("recipients", `${stranger} is no member who may read the alerts of this tenant`);
}

/** AppError `invalid` at `query` for one that cannot be read. */
export function demandQuery(query: string): void {
  if (query === "") return;
  try {
    parseQuery(query);
  } catch (error) {
    if (!(error instanceof AppError) || !error.fields) throw error;
    throw new AppError(error.code, error.message, { fields: error.fields.map((one) => ({ ...one, path: "query" })) });
  }
}
