import { useCallback, useState } from "react";
import type { AlertLine, AlertList, AlertListInput } from "#server/alerts/index.ts";
import type { FormAnswer, FormFault } from "../ui/form-state.ts";
import { withFirstPage } from "./alert-rows.ts";
import type { AlertTab } from "./alerts-address.ts";

interface Options {
  /** The first page, as the server read it last. */
  page: AlertList;
  input: AlertListInput;
  tab: AlertTab;
  load: (input: AlertListInput) => Promise<FormAnswer<AlertList>>;
}

const belongs = ({ state, isMuted }: AlertLine, tab: AlertTab): boolean =>
  tab === "resolved"
    ? state === "resolved"
    : tab === "muted"
      ? isMuted && state !== "resolved"
      : state === tab && !isMuted;

/** The rows of the list: the first page, older ones as they are asked for, and what was just done to any of them. */
export function useAlertList({ page, input, tab, load }: Options) {
  const key = JSON.stringify(input);
  const sort = input.sort ?? "newest";
  const [shown, setShown] = useState({ page, key, rows: page.alerts, next: page.next });
  const [isLoading, setLoading] = useState(false);
  const [fault, setFault] = useState<FormFault | null>(null);
  let now = shown;
  if (page !== shown.page) {
    const rows =
      key === shown.key ? withFirstPage(shown.rows, page.alerts, { sort, isMore: page.next !== null }) : page.alerts;
    const isDeeper = rows.length > page.alerts.length;
    now = { page, key, rows, next: isDeeper ? shown.next : page.next };
    setShown(now);
  }
  const put = useCallback(
    (changed: readonly AlertLine[]) =>
      setShown((before) => {
        const byId = new Map(changed.map((one) => [one.id, one]));
        return {
          ...before,
          rows: before.rows.map((row) => byId.get(row.id) ?? row).filter((row) => belongs(row, tab)),
        };
      }),
    [tab],
  );
  async function loadMore() {
    if (now.next === null || isLoading) return;
    setLoading(true);
    const { value, fault } = await load({ ...input, before: now.next });
    setLoading(false);
    setFault(fault ?? null);
    if (value)
      setShown((before) => {
        const known = new Set(before.rows.map(({ id }) => id));
        return {
          ...before,
          rows: [...before.rows, ...value.alerts.filter(({ id }) => !known.has(id))],
          next: value.next,
        };
      });
  }
  return { rows: now.rows, hasMore: now.next !== null, isLoading, fault, put, loadMore };
}
export type AlertListState = ReturnType<typeof useAlertList>;
