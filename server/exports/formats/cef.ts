import { isIPv4 } from "node:net";
import { canonicalize, type SealedEvent } from "#tlog";
import { actorChain, placeOf, sentenceOf, sentenceText, targetName, visibleLine } from "#wording";
import type { ExportRow, FileAbout, TextFormat } from "./format.ts";

const SEVERITY: Record<string, number> = { info: 2, low: 4, medium: 6, high: 8, critical: 10 };

/** ArcSight Common Event Format, version 0: a line an event. */
export const cef: TextFormat = {
  kind: "text",
  extension: "cef",
  mediaType: "text/plain; charset=utf-8",
  rowsMax: null,
  head: () => "",
  rows(rows, about) {
    let lines = "";
    for (const row of rows) lines += `${cefLine(row, about)}\n`;
    return lines;
  },
  tail: () => "",
};

function cefLine(row: ExportRow, about: FileAbout): string {
  const { event } = row;
  const header = [
    "CEF:0",
    "Sealtrail",
    "Sealtrail",
    String(event.v),
    headerText(event.action),
    headerText(sentenceText(sentenceOf(event))),
    String(SEVERITY[event.severity] ?? 0),
  ];
  let extension = "";
  for (const [name, value] of fields(row, about))
    if (value !== undefined && value !== "")
      extension += `${extension === "" ? "" : " "}${name}=${extensionText(String(value))}`;
  return `${header.join("|")}|${extension}`;
}

type Field = [name: string, value: string | number | undefined];

function fields({ event, seq, masked }: ExportRow, about: FileAbout): Field[] {
  const { actor, source, targets } = event;
  const main = targets?.[0];
  return [
    ["rt", Date.parse(event.received_at)],
    ["start", Date.parse(event.occurred_at)],
    ["externalId", event.id],
    ["cat", event.category],
    ["act", event.action],
    ["outcome", event.outcome],
    ["reason", event.outcome === "denied" ? "refused by authorization" : undefined],
    ...addressFields(source?.ip),
    ["suid", actor.id],
    ["suser", actor.name ?? actor.email ?? actor.id],
    ["spriv", actor.type],
    ["duid", main?.id],
    ["duser", main && targetName(main)],
    ["request", source?.endpoint],
    ["requestClientApplication", source?.user_agent],
    ["msg", event.description],
    ...labelled("cs1", "Tenant", about.tenant.slug),
    ...labelled("cs2", "Session", event.session_id),
    ...labelled("cs3", "Request", event.request_id),
    ...labelled("cs4", "Origin", originOf(event)),
    ...labelled("cs5", "Targets", targets && canonicalize(targets)),
    ...labelled("cs6", "Details", details(event, masked)),
    ...labelled("cn1", "Ledger number", seq),
    ...labelled("flexString1", "Place", placeOf(event)),
    ...labelled("flexString2", "Acting for", actorChain(actor).slice(1).join(" for ")),
  ];
}

const labelled = (name: string, label: string, value: string | number | undefined): Field[] =>
  value === undefined || value === ""
    ? []
    : [
        [`${name}Label`, label],
        [name, value],
      ];

// `src` takes IPv4 alone.
const addressFields = (ip: string | undefined): Field[] =>
  ip === undefined || isIPv4(ip) ? [["src", ip]] : labelled("c6a2", "Source IPv6 Address", ip);

const originOf = ({ origin }: SealedEvent) => origin && [origin.system, origin.event_id].filter(Boolean).join(" ");

/** What has no field of its own, as canonical JSON; undefined if there is nothing. */
function details(event: SealedEvent, masked: ExportRow["masked"]): string | undefined {
  const { auth_method, changes, crud, external_id, metadata, source } = event;
  const left = Object.entries({
    auth_method,
    changes,
    crud,
    environment: source?.environment,
    external_id,
    masked: masked && masked.length > 0 ? masked : undefined,
    metadata,
    via: source?.via,
  }).filter(([, value]) => value !== undefined);
  return left.length === 0 ? undefined : canonicalize(Object.fromEntries(left));
}

/** In the header a pipe and a backslash have a backslash before them; there are no lines. */
const headerText = (text: string): string => visibleLine(text).replace(/[\\|]/g, "\\$&");

/** In the extension an equals sign and a backslash have a backslash before them; ends of lines are written `\n` and `\r`. */
const extensionText = (text: string): string =>
  text
    .replace(/[\\=]/g, "\\$&")
    .split(/(\r|\n)/)
    .map((part) => (part === "\n" ? "\\n" : part === "\r" ? "\\r" : visibleLine(part)))
    .join("");
