import type { Place } from "../places/index.ts";
import { renderMail } from "./mail-html.ts";

/** A mail but for whom it goes to. */
export interface MailTemplate {
  subject: string;
  text: string;
  html: string;
}

const NAME_CHARACTERS_MAX = 100;

/** Names are whatever people call themselves: one line, bounded, without characters that hide or turn text. */
function oneLine(text: string, charactersMax = NAME_CHARACTERS_MAX): string {
  const line = [
    ...text
      .toWellFormed()
      .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ")
      .trim(),
  ];
  return line.length > charactersMax ? `${line.slice(0, charactersMax - 1).join("")}…` : line.join("");
}

/** Such as `Sunday, 28 November 2026 at 14:05 CET`. */
function whenText(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
    timeZoneName: "short",
  }).format(instant);
}

export interface InvitationMail {
  tenant: string;
  /** Name of the person who invites. */
  inviter: string;
  role: string;
  link: string;
  expiresAt: Date;
  /** IANA name, such as Europe/Berlin. */
  timeZone: string;
}

export function invitationMail({ tenant, inviter, role, link, expiresAt, timeZone }: InvitationMail): MailTemplate {
  const name = oneLine(tenant);
  return renderMail({
    subject: `You are invited to the audit trail of ${name}`,
    paragraphs: [
      `${oneLine(inviter)} invites you to the audit trail of ${name} with the role ${oneLine(role)}.`,
      `The invitation is for you alone, works once and ends on ${whenText(expiresAt, timeZone)}.`,
    ],
    link: { label: "Accept the invitation", url: link },
    note: "If you do not know why you got this, leave it: without you nothing happens.",
  });
}

export interface PasswordResetMail {
  link: string;
  expiresAt: Date;
}

export function passwordResetMail({ link, expiresAt }: PasswordResetMail): MailTemplate {
  return renderMail({
    subject: "Choose a new password",
    paragraphs: [
      "Somebody, most likely you, asked for a new password for your Sealtrail account.",
      `The link works once and ends on ${whenText(expiresAt, "UTC")}.`,
    ],
    link: { label: "Choose a new password", url: link },
    note: "If it was not you, leave this mail: your password stays as it is.",
  });
}

export interface KeyReminderMail {
  tenant: string;
  /** Name of the key. */
  key: string;
  what: "rotation" | "expiry" | "suspension";
  /** When it is due, or happened. */
  dueAt: Date;
  /** The key's page. */
  link: string;
  /** IANA name, such as Europe/Berlin. */
  timeZone: string;
}

/** What each reminder says, of a name and a time: subject, what happens, what to do. */
const KEY_REMINDERS: Record<KeyReminderMail["what"], (name: string, when: string) => [string, string, string]> = {
  rotation: (name, when) => [
    `The key ${name} is to be rotated`,
    `Its secret is to be replaced by ${when}.`,
    "Rotate it with a grace, and both secrets work until whoever uses it has the new one.",
  ],
  expiry: (name, when) => [
    `The key ${name} is about to expire`,
    `It stops working on ${when}.`,
    "Extend it if it is still needed; else revoke it.",
  ],
  suspension: (name, when) => [
    `The key ${name} suspended itself`,
    `Nobody used it for so long that it stopped working on ${when}.`,
    "Resume it if it is still needed; else revoke it.",
  ],
};

export function keyReminderMail({ tenant, key, what, dueAt, link, timeZone }: KeyReminderMail): MailTemplate {
  const name = oneLine(key);
  const [subject, happens, advice] = KEY_REMINDERS[what](name, whenText(dueAt, timeZone));
  return renderMail({
    subject,
    paragraphs: [`You answer for the key ${name} in the audit trail of ${oneLine(tenant)}. ${happens}`, advice],
    link: { label: "Open the key", url: link },
    note: "If the key is none of yours any more, ask an owner to give it another owner.",
  });
}

export interface AccessReviewMail {
  tenant: string;
  /** How many are to be confirmed. */
  keys: number;
  members: number;
  dueAt: Date;
  /** The review's page. */
  link: string;
  /** IANA name, such as Europe/Berlin. */
  timeZone: string;
}

export function accessReviewMail({ tenant, keys, members, dueAt, link, timeZone }: AccessReviewMail): MailTemplate {
  const name = oneLine(tenant);
  const what = `${keys} ${keys === 1 ? "key" : "keys"} and ${members} ${members === 1 ? "member" : "members"}`;
  return renderMail({
    subject: `The access review of ${name} is due`,
    paragraphs: [
      `You are an owner of the audit trail of ${name}. An access review has begun: ${what} are to be confirmed or revoked, by ${whenText(dueAt, timeZone)}.`,
      "When each is decided, complete the review: its result is signed with the key of your ledger.",
    ],
    link: { label: "Open the review", url: link },
    note: "Whoever has the right to review access can do it as well; each decision stands in the trail.",
  });
}

export interface ExportReadyMail {
  tenant: string;
  /** Of the schedule. */
  name: string;
  rows: number;
  from: Date | null;
  to: Date | null;
  /** When the file is deleted. */
  expiresAt: Date;
  /** The export on its page. */
  link: string;
  /** IANA name, such as Europe/Berlin. */
  timeZone: string;
}

export function exportReadyMail({
  tenant,
  name,
  rows,
  from,
  to,
  expiresAt,
  link,
  timeZone,
}: ExportReadyMail): MailTemplate {
  const span = from && to ? ` from ${whenText(from, timeZone)} to ${whenText(to, timeZone)}` : "";
  return renderMail({
    subject: `The export ${oneLine(name)} is ready`,
    paragraphs: [
      `The scheduled export ${oneLine(name)} of the audit trail of ${oneLine(tenant)} is ready: ${rows.toLocaleString("en")} ${rows === 1 ? "event" : "events"}${span}.`,
      `Sign in to download it. The file is deleted on ${whenText(expiresAt, timeZone)}.`,
    ],
    link: { label: "Open the export", url: link },
    note: "The events are not in this mail: whoever opens the link needs an account of this tenant that may see them.",
  });
}

export interface AlertMail {
  tenant: string;
  title: string;
  severity: string;
  /** As the alert's explanation has them. */
  seen: string;
  expected: string;
  /** Whom or what it is about. */
  entity: string;
  /** Of the event that completed it. */
  lastAt: Date;
  runbookUrl: string | null;
  /** The alert's page. */
  link: string;
  /** IANA name, such as Europe/Berlin. */
  timeZone: string;
}

const SENTENCE_CHARACTERS_MAX = 300;

export function alertMail({
  tenant,
  title,
  severity,
  seen,
  expected,
  entity,
  lastAt,
  ...rest
}: AlertMail): MailTemplate {
  const { runbookUrl, link, timeZone } = rest;
  const what = oneLine(title, SENTENCE_CHARACTERS_MAX);
  return renderMail({
    subject: `${severity[0]!.toUpperCase()}${severity.slice(1)} alert in ${oneLine(tenant)}: ${what}`,
    paragraphs: [
      `${what}.`,
      `It is about ${oneLine(entity)}, on ${whenText(lastAt, timeZone)}.`,
      `Seen: ${oneLine(seen, SENTENCE_CHARACTERS_MAX)}. Expected: ${oneLine(expected, SENTENCE_CHARACTERS_MAX)}.`,
      ...(runbookUrl === null ? [] : [`What to do: ${oneLine(runbookUrl, SENTENCE_CHARACTERS_MAX)}`]),
    ],
    link: { label: "Open the alert", url: link },
    note: "You get this since a channel of the tenant names you; whoever manages its channels can change that.",
  });
}

export interface ChannelTestMail {
  tenant: string;
  channel: string;
  /** The page of the channels. */
  link: string;
}

export function channelTestMail({ tenant, channel, link }: ChannelTestMail): MailTemplate {
  return renderMail({
    subject: `Test message of the channel ${oneLine(channel)}`,
    paragraphs: [
      `Alerts of the audit trail of ${oneLine(tenant)} that fit the channel ${oneLine(channel)} come to this address. This is a test: there is no alert.`,
    ],
    link: { label: "Open the channels", url: link },
    note: "You get this since a channel of the tenant names you; whoever manages its channels can change that.",
  });
}

const NOTICES = {
  "password changed": "Your password was changed",
  "second factor added": "A second factor was added to your account",
  "second factor removed": "The second factor was removed from your account",
  "recovery code used": "A recovery code was used to sign in to your account",
  "all sessions ended": "All sessions of your account were ended",
} as const;

export interface SecurityNoticeMail {
  what: keyof typeof NOTICES;
  when: Date;
  /** As describeDevice says. */
  device: string;
  /** Null where it is not known. */
  place: Place | null;
}

export function securityNoticeMail({ what, when, device, place }: SecurityNoticeMail): MailTemplate {
  const where = place ? ` near ${oneLine([place.city ?? place.region, place.country].filter(Boolean).join(", "))}` : "";
  return renderMail({
    subject: NOTICES[what],
    paragraphs: [
      `${NOTICES[what]} on ${whenText(when, "UTC")}.`,
      `It was done with ${oneLine(device)}${where}.`,
      "If it was you, there is nothing to do.",
    ],
    note: "If it was not you, choose a new password at once, end all your sessions, and tell an owner of your tenant.",
  });
}
