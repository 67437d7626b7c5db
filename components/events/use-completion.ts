import { type KeyboardEvent, useEffect, useMemo, useState } from "react";
import { foldedField } from "#query";
import { useServerClock } from "../frame/clock.tsx";
import { recentQueries } from "../views/recent-queries.ts";
import type { EventsAddress } from "./address.ts";
import type { EventRow } from "./event-rows.ts";
import type { FacetValue } from "./explore-data.ts";
import { metadataPaths } from "./metadata-paths.ts";
import type { NameBook } from "./name-book.ts";
import { draftQuery } from "./query-draft.ts";
import { fieldWord } from "./query-fields.ts";
import { fieldOffers, type Offer, type OfferGroup, recentOffers, valueOffers } from "./query-offers.ts";
import { placeAt, type QueryPlace } from "./query-place.ts";
import type { DraftControl } from "./use-query-draft.ts";
import { useQueryValues } from "./use-query-values.ts";

/** Where a query is asked, and what the page knows of what it may hold. */
export interface QueryScene {
  tenant: string;
  /** Id of the person who asks. */
  person: string;
  address: EventsAddress;
  timeZone: string;
  rows: readonly EventRow[];
  names: NameBook;
  /** Fields that cannot be asked for, since they are masked for the reader. */
  hidden: readonly string[];
}

/** What can be written where the cursor stands, and the keys that choose from it. */
export function useCompletion(control: DraftControl, scene: QueryScene) {
  const { draft, isFocused, cursor } = control;
  const { tenant, address, timeZone } = scene;
  /** The text over which the list was closed; another one opens it again. */
  const [shutOver, setShutOver] = useState<string | null>(null);
  const [active, setActive] = useState(-1);
  const isOn = draft !== null && isFocused;
  const text = draft?.text ?? "";
  const place = useMemo(() => {
    const found = placeAt(text, cursor);
    return found.field === undefined ? found : { ...found, field: foldedField(found.field) };
  }, [text, cursor]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins without a choice
  useEffect(() => setActive(-1), [isFocused, place]);
  useEffect(() => {
    if (!isFocused) setShutOver(null);
  }, [isFocused]);

  const around = draft ? draftQuery(draft, "") : "";
  const { values, isLoading } = useQueryValues({
    tenant,
    address: { ...address, q: around },
    timeZone,
    field: isOn && place.field !== undefined ? fieldWord(place.field)?.counted : undefined,
    typed: place.typed.replaceAll("*", ""),
  });
  const groups = useGroups(isOn, place, around === "" && text.trim() === "", values, scene);
  const offers = groups.flatMap((group) => group.offers);
  const isOpen = isOn && shutOver !== text && (offers.length > 0 || isLoading);

  function accept(offer: Offer) {
    if (offer.kind === "query") return control.ask(offer.text);
    const now = control.now();
    const before = now.text.slice(0, place.from) + offer.text;
    const written = before + now.text.slice(place.to);
    control.begin({ ...now, text: written, cursor: before.length });
    if (offer.kind !== "field") setShutOver(written);
  }

  /** What the tabulator key takes without having been chosen: the first that goes on with an unfinished word. */
  const unfinished = () =>
    place.typed !== "" &&
    !place.typed.includes("*") &&
    !values.some(({ value }) => value.toLowerCase() === place.typed.toLowerCase())
      ? offers.find(({ kind }) => kind !== "pattern")
      : undefined;

  /** True for a key that it took. */
  function onKey(event: KeyboardEvent): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && offers.length > 0) {
      setShutOver(null);
      if (isOpen) setActive(((active + 1 + step + offers.length + 1) % (offers.length + 1)) - 1);
      return true;
    }
    if (!isOpen) return false;
    if (event.key === "Escape") {
      setShutOver(text);
      return true;
    }
    const chosen = offers[active] ?? (event.key === "Tab" && !event.shiftKey ? unfinished() : undefined);
    if (!chosen || (event.key !== "Enter" && event.key !== "Tab") || event.shiftKey) return false;
    accept(chosen);
    return true;
  }
  return { groups, isLoading, isOpen, active, setActive, accept, onKey, shut: () => setShutOver(text) };
}

function useGroups(
  isOn: boolean,
  place: QueryPlace,
  isEmpty: boolean,
  values: FacetValue[],
  { tenant, person, rows, names, timeZone, hidden }: QueryScene,
): OfferGroup[] {
  const clock = useServerClock();
  const isField = isOn && place.field === undefined;
  const paths = useMemo(() => (isField ? metadataPaths(rows) : []), [isField, rows]);
  return useMemo(() => {
    if (!isOn) return [];
    if (place.field === undefined)
      return [
        ...(isEmpty ? recentOffers(recentQueries(tenant, person)) : []),
        ...fieldOffers(place.typed, paths, hidden),
      ];
    const kind = /^(actor|target)(?:\.id)?$/.exec(place.field)?.[1] as "actor" | "target" | undefined;
    const known = kind && place.typed !== "" ? names.suggest(kind, place.typed.replaceAll("*", "")) : [];
    return valueOffers(place, { values, names: known, nowMs: clock.now(), timeZone, hidden });
  }, [isOn, place, isEmpty, values, tenant, person, paths, names, timeZone, hidden, clock]);
}
