"use client";
import { useEffect, useState } from "react";
import type { Drawn } from "../frame/pages.ts";
import type { PaletteData } from "./palette-entries.ts";

const EMPTY: PaletteData = { views: [], keys: [], actors: [] };
const ACTORS = 12;
const ACTORS_DAYS = 7;

/** What the palette offers, fetched each time it opens and only as far as the person may read it; what fails is left out. */
export function usePaletteData(tenant: string, permissions: readonly Drawn[], opened: boolean) {
  const [data, setData] = useState(EMPTY);
  const [isLoading, setLoading] = useState(false);
  useEffect(() => {
    if (!opened) return;
    const stop = new AbortController();
    const read = async <Name extends keyof PaletteData>(name: Name, path: string, list: string, more = {}) => {
      const parameters = new URLSearchParams({ tenant, ...more });
      try {
        const answer = await fetch(`${path}?${parameters}`, { signal: stop.signal });
        const value: PaletteData[Name] = answer.ok ? (await answer.json())[list] : [];
        setData((before) => ({ ...before, [name]: value }));
      } catch {
        // Closed, or no network: the palette does without.
      }
    };
    const reads: Promise<void>[] = [];
    if (permissions.includes("events.read")) {
      const from = new Date(Date.now() - ACTORS_DAYS * 86_400_000).toISOString();
      reads.push(
        read("views", "/api/v1/views", "views"),
        read("actors", "/api/v1/facets", "values", { field: "actor.id", limit: String(ACTORS), from, reads: "hide" }),
      );
    }
    if (permissions.includes("keys.read")) reads.push(read("keys", "/api/v1/keys", "keys"));
    setLoading(true);
    Promise.all(reads).then(() => stop.signal.aborted || setLoading(false));
    return () => stop.abort();
  }, [tenant, permissions, opened]);
  return { data, isLoading };
}
