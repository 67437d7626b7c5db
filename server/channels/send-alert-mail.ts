import { inTenant } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { alertMail, channelTestMail, type MailTemplate, sendMail } from "../mail/index.ts";
import { readAlertReaders } from "./alert-readers.sql.ts";
import type { Claim } from "./attempt.sql.ts";
import { readBody, type StoredBody } from "./message-body.ts";
import type { Outcome } from "./outcome.ts";
import { upkeepOf } from "./upkeep.ts";

/** Mails a stored message to its recipient, if that is a member who may read alerts by now. */
export async function sendAlertMail({ tenantId, body }: Pick<Claim, "tenantId" | "body">): Promise<Outcome> {
  const message = readBody(body);
  const to = message.to ?? "";
  const { readers, timeZone } = await inTenant(upkeepOf(tenantId), "channels.manage", async (tx) => ({
    readers: new Set((await readAlertReaders(tx)).map(({ email }) => email.toLowerCase())),
    timeZone: (await tx.db.tenant.findUniqueOrThrow({ where: { id: tenantId } })).timeZone,
  }));
  if (!readers.has(to.toLowerCase()))
    return {
      kind: "failed",
      status: null,
      fault: "The recipient is no member who may read alerts any more.",
      isOfReceiver: false,
      isFinal: true,
    };
  try {
    await sendMail({ to, ...mailOf(message, timeZone) });
    return { kind: "delivered", status: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const cause = error.cause as (Error & { code?: string }) | undefined;
    // A refused recipient is one matter, a mail server that is away another.
    return {
      kind: "failed",
      status: null,
      fault: cause?.message ?? error.message,
      isOfReceiver: cause?.code !== "EENVELOPE",
    };
  }
}

function mailOf({ data }: StoredBody, timeZone: string): MailTemplate {
  const { tenant, alert, channel } = data;
  if (!alert) return channelTestMail({ tenant: tenant.name, channel: channel!.name, link: channel!.url });
  return alertMail({
    tenant: tenant.name,
    title: alert.title,
    severity: alert.severity,
    seen: alert.explanation.seen,
    expected: alert.explanation.expected,
    entity: alert.entity.name ?? alert.entity.id,
    lastAt: new Date(alert.last_at),
    runbookUrl: alert.runbook_url,
    link: alert.url,
    timeZone,
  });
}
