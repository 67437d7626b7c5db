import type { AlertSeverity, Entity, Explanation, FindingSource } from "../findings/index.ts";
import type { MatchableEvent } from "../query/index.ts";
import type { ChannelKind } from "./schemas.ts";

/** A channel as its reader sees it; times are RFC 3339. */
export interface Channel {
  id: string;
  name: string;
  kind: ChannelKind;
  /** Of a webhook; for those who may not manage channels the host alone, since the rest may hold somebody's secret. */
  url: string | null;
  /** Of a mail channel; for those who may not manage channels masked. */
  recipients: string[];
  severityMin: AlertSeverity;
  query: string;
  isOn: boolean;
  /** When Sealtrail paused it, and why; null unless it is paused. */
  pausedAt: string | null;
  pauseReason: string | null;
  /** Since when every attempt has failed; null after a success. */
  failingSince: string | null;
  /** The receiver asked for patience until then. */
  throttledUntil: string | null;
  /** Secrets of a webhook that are signed with now, the newest first; `validUntil` null: until it is rotated. */
  secrets: { createdAt: string; validUntil: string | null }[];
  /** Messages that are still to be delivered. */
  waiting: number;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
}

/** A channel with the secret of its webhook, which nobody can read again; null for mail. */
export interface IssuedChannel {
  channel: Channel;
  secret: string | null;
}

/** One attempt to deliver a message. */
export interface Attempt {
  /** From 1. */
  number: number;
  at: string;
  /** Of the receiver's answer; null without one, and for mail. */
  status: number | null;
  /** Null: it was delivered. */
  fault: string | null;
  tookMs: number;
}

/** One message to a channel; of a mail channel, to one of its recipients. */
export interface Delivery {
  /** Also the `webhook-id`. */
  id: string;
  channelId: string;
  /** Null: a test. */
  alertId: string | null;
  type: MessageType;
  title: string;
  /** Of mail; masked for those who may not manage channels. */
  to: string | null;
  /** The bytes that are signed and sent, as text; of mail what it is written from. */
  body: string;
  state: "waiting" | "delivered" | "failed";
  createdAt: string;
  /** When it is tried next; null when it is over, or its channel is paused or off. */
  nextAt: string | null;
  finishedAt: string | null;
  attempts: Attempt[];
}

export interface DeliveryPage {
  /** Newest first. */
  deliveries: Delivery[];
  hasMore: boolean;
}

export type MessageType = "alert.raised" | "channel.test";

/** An alert as channels tell it. */
export interface AlertMessage {
  id: string;
  source: FindingSource;
  ruleId: string | null;
  ruleName: string | null;
  title: string;
  severity: AlertSeverity;
  confidence: number;
  score: number;
  entity: Entity;
  explanation: Explanation;
  firstAt: Date;
  lastAt: Date;
  raisedAt: Date;
  /** How many events contributed; `seqs` are the first hundred. */
  events: number;
  seqs: readonly number[];
  runbookUrl: string | null;
  isLate: boolean;
  caseId: string;
  /** The event that completes it, for the queries of channels; without one it passes an empty query alone. */
  event?: MatchableEvent | undefined;
}
