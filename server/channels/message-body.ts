import { runtime } from "../runtime.ts";
import type { AlertMessage, MessageType } from "./channel.ts";

interface Named {
  id: string;
  slug: string;
  name: string;
}

const pageOf = ({ slug }: Named, path: string) => `${runtime().env.url}/t/${slug}/${path}`;

/** What a receiver of an alert gets; members are part of the interface that docs/channels.md describes. */
function alertData(tenant: Named, message: AlertMessage) {
  const { explanation, entity } = message;
  const { window, history, places, ...told } = explanation;
  return {
    id: message.id,
    source: message.source,
    rule_id: message.ruleId,
    rule_name: message.ruleName,
    title: message.title,
    severity: message.severity,
    confidence: message.confidence,
    score: message.score,
    entity: { type: entity.type, id: entity.id, name: entity.name ?? null },
    explanation: {
      ...told,
      window: { from: new Date(window.fromMs).toISOString(), to: new Date(window.toMs).toISOString() },
      ...(history ? { history } : {}),
      ...(places
        ? { places: places.map(({ atMs, ...place }) => ({ ...place, at: new Date(atMs).toISOString() })) }
        : {}),
    },
    first_at: message.firstAt.toISOString(),
    last_at: message.lastAt.toISOString(),
    raised_at: message.raisedAt.toISOString(),
    events: message.events,
    seqs: message.seqs,
    runbook_url: message.runbookUrl,
    is_late: message.isLate,
    case_id: message.caseId,
    url: pageOf(tenant, `alerts/${message.id}`),
  };
}

const envelope = (type: MessageType, at: Date, tenant: Named, rest: object) => ({
  type,
  timestamp: at.toISOString(),
  data: { tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name }, ...rest },
});

export type Envelope = ReturnType<typeof envelope>;
export type AlertData = ReturnType<typeof alertData>;

export const alertEnvelope = (tenant: Named, message: AlertMessage, at: Date): Envelope =>
  envelope("alert.raised", at, tenant, { alert: alertData(tenant, message) });

export const testEnvelope = (tenant: Named, channel: { id: string; name: string }, at: Date): Envelope =>
  envelope("channel.test", at, tenant, {
    channel: { id: channel.id, name: channel.name, url: pageOf(tenant, "channels") },
  });

/** The bodies of one message to a channel: one for a webhook, for mail one a recipient. */
export function bodiesFor(channel: { kind: string; recipients: readonly string[] }, message: Envelope): string[] {
  if (channel.kind === "webhook") return [JSON.stringify(message)];
  return channel.recipients.map((to) => JSON.stringify({ to, ...message }));
}

/** A stored body, as it is listed and as mail is written from it. */
export interface StoredBody {
  to?: string;
  type: MessageType;
  timestamp: string;
  data: {
    tenant: { id: string; slug: string; name: string };
    alert?: AlertData;
    channel?: { id: string; name: string; url: string };
  };
}

export const readBody = (body: string): StoredBody => JSON.parse(body);
