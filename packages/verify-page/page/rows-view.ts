import type { BundleReport } from "../../tlog/index.ts";
import { element, grouped, visible } from "./dom.ts";
import { cellsOf, type Row, Rows } from "./rows.ts";

const PAGE_ROWS = 25;
const TEXT_MAX = 400;
const HEADINGS = ["Seq", "Time", "Actor", "Action", "Target", "Outcome"];

/** The rows, a page at a time, as text; lines with a finding are marked. */
export function rowsView(events: Uint8Array, report: BundleReport): HTMLElement {
  const rows = new Rows(events);
  const bad = new Set(report.findings.filter(({ file }) => file === "events.ndjson").map(({ line }) => line));
  const body = element("tbody");
  const place = element("span", { class: "quiet", "aria-live": "polite" });
  const before = element("button", { class: "button small", type: "button" }, "Previous");
  const after = element("button", { class: "button small", type: "button" }, "Next");
  let from = 0;
  const show = () => {
    const to = Math.min(from + PAGE_ROWS, rows.count);
    body.replaceChildren(...rows.slice(from, to).flatMap((row) => rowView(row, bad.has(row.line))));
    place.textContent =
      rows.count === 0 ? "no rows" : `${grouped(from + 1)} to ${grouped(to)} of ${grouped(rows.count)}`;
    before.disabled = from === 0;
    after.disabled = to === rows.count;
  };
  before.addEventListener("click", () => {
    from = Math.max(0, from - PAGE_ROWS);
    show();
  });
  after.addEventListener("click", () => {
    from += PAGE_ROWS;
    show();
  });
  const first = report.findings.find(({ file, line }) => file === "events.ndjson" && line !== undefined);
  const at = first ? rows.indexOfLine(first.line!) : -1;
  if (at > 0) from = at - (at % PAGE_ROWS);
  show();
  const head = element("tr", {}, ...HEADINGS.map((text) => element("th", { scope: "col" }, text)));
  head.append(element("th", { scope: "col" }, "Line"));
  return element(
    "section",
    { class: "card wide", "aria-label": "Rows" },
    element(
      "div",
      { class: "head" },
      element("h2", {}, report.verified ? "Rows" : "Rows as they stand in the file, not verified"),
      place,
      before,
      after,
    ),
    element(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of rows" },
      element("table", {}, element("thead", {}, head), body),
    ),
  );
}

function rowView(row: Row, isBad: boolean): HTMLElement[] {
  const cells = cellsOf(row).map((text, i) => {
    const cut = visible(text.slice(0, TEXT_MAX));
    return element("td", { title: cut, ...(i < 2 ? { class: "mono" } : {}) }, cut);
  });
  const whole = element("tr", { class: "whole", hidden: "" });
  const button = element(
    "button",
    { class: "button small", type: "button", "aria-expanded": "false", "aria-label": `Show line ${row.line} whole` },
    grouped(row.line),
  );
  button.addEventListener("click", () => {
    if (!whole.hasChildNodes()) {
      const text = row.value === undefined ? row.text : JSON.stringify(row.value, null, 2);
      const lines = text.split("\n").map(visible).join("\n");
      whole.append(element("td", { colspan: "7" }, element("pre", {}, lines)));
    }
    whole.hidden = !whole.hidden;
    button.setAttribute("aria-expanded", String(!whole.hidden));
  });
  return [element("tr", isBad ? { class: "bad" } : {}, ...cells, element("td", {}, button)), whole];
}
