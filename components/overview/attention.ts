import type { Overview } from "#server/overview/index.ts";
import { visibleLine } from "#wording";
import { scoreText } from "../alerts/alert-words.ts";
import { alertsHref } from "../alerts/alerts-address.ts";
import { linkHref } from "../charts/event-link.ts";
import { span } from "../events/times.ts";
import { secretsHref } from "../secrets/secrets-address.ts";
import { countedText } from "../ui/counted.ts";
import { count, plural } from "../ui/numbers.ts";
import { risenShare } from "./compare.ts";
import { RANGE_WORDS } from "./range-words.ts";

/** Something that somebody should look at. */
export interface Attention {
  tone: "bad" | "due";
  text: string;
  /** Where, and how sure it is. */
  detail: string;
  /** Absent where there is nowhere to go. */
  href?: string;
}

/** What is wrong, the worst first; nothing where nothing is. Before all, how far the numbers go where they are behind. */
export function attentionOf(overview: Overview, tenant: string): Attention[] {
  const wrong = [
    ...sealLines(overview, tenant),
    ...alertLines(overview, tenant),
    ...silenceLines(overview, tenant),
    ...shareLines(overview, tenant),
    ...secretLines(overview, tenant),
    ...keyLines(overview, tenant),
  ].sort((a, b) => Number(b.tone === "bad") - Number(a.tone === "bad"));
  return [...behindLines(overview), ...wrong];
}

function behindLines(overview: Overview): Attention[] {
  const { secrets } = overview;
  if (overview.isBehind) {
    const detail = "What came after that is in no number here; until it is, no source is called silent";
    return [{ tone: "due", text: countedText(overview), detail }];
  }
  if (!secrets.isBehind) return [];
  const detail = `${countedText(secrets)}; until then some that are overdue may be missing`;
  return [{ tone: "due", text: "Secrets are being counted", detail }];
}

function sealLines({ seal }: Overview, tenant: string): Attention[] {
  if (!seal?.refusal) return [];
  const detail = `${plural(seal.size - seal.signedSize, "event")} without a checkpoint`;
  return [{ tone: "bad", text: "The ledger is not being sealed", detail, href: `/t/${tenant}/integrity` }];
}

function alertLines({ alerts }: Overview, tenant: string): Attention[] {
  if (!alerts) return [];
  const { critical, high } = alerts.open;
  if (critical + high === 0) return [];
  const surest = alerts.newest
    .filter(({ severity }) => severity === "high" || severity === "critical")
    .sort((a, b) => b.score - a.score)[0];
  const [top] = alerts.risk;
  const kind = critical === 0 ? "high" : high === 0 ? "critical" : "high or critical";
  return [
    {
      tone: critical > 0 ? "bad" : "due",
      text: `${plural(critical + high, `${kind} alert is`, `${kind} alerts are`)} open`,
      detail: surest
        ? `${visibleLine(surest.title)}, score ${scoreText(surest.score)} of 100`
        : top
          ? `${visibleLine(top.name ?? top.id)} stands out, score ${scoreText(top.score)} of 100`
          : "",
      href: alertsHref(tenant, { severity: high > 0 ? "high" : "critical", sort: "score" }),
    },
  ];
}

function silenceLines({ sources }: Overview, tenant: string): Attention[] {
  const silent = sources.filter(({ isSilent }) => isSilent);
  const first = silent[0];
  if (!first) return [];
  if (silent.length === 1)
    return [
      {
        tone: "due",
        text: `Source ${visibleLine(first.origin)} is silent`,
        detail: silenceText(first),
        href: first.link === null ? "#sources-title" : linkHref(tenant, first.link),
      },
    ];
  const names = silent.slice(0, 3).map(({ origin }) => visibleLine(origin));
  const more = silent.length > names.length ? ` and ${silent.length - names.length} more` : "";
  return [
    {
      tone: "due",
      text: `${silent.length} sources are silent`,
      detail: `${names.join(", ")}${more}`,
      href: "#sources-title",
    },
  ];
}

/** "no event for 6 h, usually 4 to 9 in that time". */
export function silenceText({ silentMinutes, before }: { silentMinutes: number; before: readonly number[] }): string {
  const [least, most] = [Math.min(...before), Math.max(...before)];
  const usual = before.length === 0 ? "" : least === most ? count(least) : `${count(least)} to ${count(most)}`;
  return `no event for ${span(silentMinutes * 60)}${usual ? `, usually ${usual} in such a time` : ""}`;
}

function shareLines({ events, denied, failed, range }: Overview, tenant: string): Attention[] {
  return [
    { name: "Denied attempts have", figure: denied, tone: "bad" as const },
    { name: "Failures have", figure: failed, tone: "due" as const },
  ].flatMap(({ name, figure, tone }) => {
    const times = risenShare({
      ...{ part: figure.value, whole: events.value, partBefore: figure.previous, wholeBefore: events.previous },
    });
    if (times === undefined || !figure.link) return [];
    const text = `${name} ${times.toFixed(1)} times their earlier share`;
    const detail = `${count(figure.value)}, against ${count(figure.previous)} in ${RANGE_WORDS[range].before}`;
    return [{ tone, text, detail, href: linkHref(tenant, figure.link) }];
  });
}

function secretLines({ secrets }: Overview, tenant: string): Attention[] {
  const lines: Attention[] = [];
  if (secrets.overdue > 0) {
    const names = secrets.due.filter(({ daysOver }) => daysOver >= 0).map(({ id, name }) => visibleLine(name ?? id));
    lines.push({
      tone: "due",
      text: `${plural(secrets.overdue, "secret is", "secrets are")} overdue for rotation`,
      detail: names.slice(0, 3).join(", "),
      href: secretsHref(tenant, { filter: "overdue" }),
    });
  }
  if (secrets.outside > 0)
    lines.push({
      tone: "due",
      text: `${plural(secrets.outside, "secret is", "secrets are")} read from outside the environment`,
      detail: "",
      href: secretsHref(tenant, { filter: "outside" }),
    });
  return lines;
}

function keyLines({ keys }: Overview, tenant: string): Attention[] {
  if (!keys || keys.attention.total === 0) return [];
  const { total, suspended, names } = keys.attention;
  const shown = names.slice(0, 3).map(visibleLine);
  const more = total > shown.length ? ` and ${count(total - shown.length)} more` : "";
  const why = suspended > 0 ? `; ${plural(suspended, "key is", "keys are")} suspended` : "";
  return [
    {
      tone: "due",
      text: `${plural(total, "key needs", "keys need")} attention`,
      detail: `${shown.join(", ")}${more}${why}`,
      href: `/t/${tenant}/keys?state=attention`,
    },
  ];
}
