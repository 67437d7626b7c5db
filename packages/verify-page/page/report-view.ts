import {
  type BundleCheck,
  type BundleFinding,
  type BundleReport,
  bundleFacts,
  bundleProves,
  bundleProvesNot,
} from "../../tlog/index.ts";
import { element, plural, visible } from "./dom.ts";

/** `isOwnKey`: whether the key that it was checked with came out of the bundle itself. */
export function verdictView(report: BundleReport, fileName: string, isOwnKey: boolean): HTMLElement {
  const name = visible(fileName);
  if (!report.verified) {
    const [first] = report.findings;
    const more = report.findings.length - 1 + report.findingsLeftOut;
    return element(
      "div",
      { class: "verdict" },
      element("h2", {}, "NOT verified"),
      element("p", { class: "finding" }, first ? visible(first.message) : "A check could not be tried."),
      element("p", {}, more > 0 ? `${name}: ${plural(more, "more finding")} below.` : name),
    );
  }
  const rows = plural(report.manifest!.rows, "event");
  const text = isOwnKey
    ? `${name}: ${rows}, unaltered if the key on this page is really the ledger's. It came with the bundle: compare it with the one that you got from the tenant by another way.`
    : `${name}: ${rows}, as sealed in the ledger, and signed with the key that you gave.`;
  return element(
    "div",
    { class: isOwnKey ? "verdict unsure" : "verdict ok" },
    element("h2", {}, isOwnKey ? "Verified with the bundle's own key" : "Verified"),
    element("p", {}, text),
  );
}

const MARKS = { ok: ["✓", "holds"], bad: ["✗", "fails"], open: ["–", "not tried"] } as const;

function checkView({ name, ok }: BundleCheck): HTMLElement {
  const kind = ok === undefined ? "open" : ok ? "ok" : "bad";
  const [mark, word] = MARKS[kind];
  const sign = element("span", { class: "mark", role: "img", "aria-label": word }, mark);
  return element(
    "li",
    { class: `check ${kind}` },
    sign,
    element("span", {}, ok === undefined ? `${name} (not tried)` : name),
  );
}

function findingView({ message, code }: BundleFinding): HTMLElement {
  return element("li", {}, element("span", { class: "finding" }, visible(message)), element("code", {}, code));
}

const listCard = (title: string, items: string[]) =>
  element(
    "section",
    { class: "card" },
    element("h2", {}, title),
    element("ul", { class: "plain" }, ...items.map((text) => element("li", { class: "finding" }, visible(text)))),
  );

/** Everything under the verdict but the rows. */
export function reportView(report: BundleReport): HTMLElement[] {
  const { manifest, findings, findingsLeftOut, checks, remarks } = report;
  const cards: HTMLElement[] = [];
  if (findings.length > 0) {
    const title = `What is wrong: ${plural(findings.length + findingsLeftOut, "finding")}`;
    const list = element("ul", { class: "findings" }, ...findings.map(findingView));
    const rest =
      findingsLeftOut > 0 ? element("p", { class: "note" }, `and ${plural(findingsLeftOut, "more")}`) : undefined;
    cards.push(element("section", { class: "card wide" }, element("h2", {}, title), list, rest));
  }
  cards.push(
    element("section", { class: "card" }, element("h2", {}, "Checks"), element("ul", {}, ...checks.map(checkView))),
  );
  if (manifest) {
    const facts = bundleFacts(manifest);
    if (report.root !== undefined) facts.push(["Root", report.root], ["Key", `${report.keyId} (Ed25519)`]);
    const list = facts.flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, visible(text))]);
    const title = report.verified ? "What is in it" : "What it says of itself, not verified";
    cards.push(element("section", { class: "card" }, element("h2", {}, title), element("dl", {}, ...list)));
  }
  if (manifest && report.verified)
    cards.push(
      listCard("What this proves", bundleProves(manifest)),
      listCard("What it does not prove", bundleProvesNot(manifest)),
    );
  if (remarks.length > 0) cards.push(listCard("Odd, but harmless", remarks));
  return cards;
}
