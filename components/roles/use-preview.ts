"use client";
import { useEffect, useRef, useState } from "react";
import type { ViewPreview } from "#server/events/index.ts";

export interface SightFault {
  code: string;
  message: string;
  fields: { path: string; message: string; at?: number }[];
}

/** What a scope with masks lets see of the last 30 days. */
export type Sight = ViewPreview & { words: string };

export interface PreviewState {
  sight: Sight | null;
  fault: SightFault | null;
  /** What is shown belongs to what was entered before. */
  isStale: boolean;
}

const DEBOUNCE_MS = 400;
const REFRESH_MS = 10_000;

const UNREACHABLE: SightFault = {
  code: "unavailable",
  message: "The server could not be reached; trying again in a moment.",
  fields: [],
};

const ENDED: SightFault = {
  code: "unauthenticated",
  message: "Your session has ended: reload the page to sign in again.",
  fields: [],
};

/** What is previewed: a scope with masks, within a role where one is named. */
export interface PreviewInput {
  scope: unknown;
  masks: readonly string[];
  role?: string | undefined;
}

/**
 * Follows a scope and masks as they are edited: asks 400 ms after the last change, then every 10 s while the page is looked at. Null asks
 * nothing.
 */
export function usePreview(tenant: string, input: PreviewInput | null): PreviewState {
  const asked = input && JSON.stringify({ scope: input.scope, masks: input.masks, role: input.role });
  const [state, setState] = useState<PreviewState & { of: string | null }>({
    sight: null,
    fault: null,
    isStale: true,
    of: "",
  });
  const isFirst = useRef(true);
  useEffect(() => {
    if (asked === null) return;
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      if (document.visibilityState === "visible") {
        const answer = await askPreview(tenant, asked, ended.signal);
        if (ended.signal.aborted) return;
        setState((before) => ({
          sight: answer.value ?? before.sight,
          fault: answer.fault ?? null,
          isStale: answer.value === undefined,
          of: asked,
        }));
      }
      timer = setTimeout(ask, REFRESH_MS);
    };
    timer = setTimeout(ask, isFirst.current ? 0 : DEBOUNCE_MS);
    isFirst.current = false;
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [tenant, asked]);
  const isStale = state.isStale || state.of !== asked;
  return { sight: state.sight, fault: state.of === asked ? state.fault : null, isStale };
}

type PreviewAnswer = { value: Sight; fault?: never } | { value?: never; fault: SightFault };

async function askPreview(tenant: string, body: string, signal: AbortSignal): Promise<PreviewAnswer> {
  try {
    const response = await fetch(`/t/${tenant}/preview`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
      signal,
    });
    return ((await response.json()) as PreviewAnswer | null) ?? { fault: ENDED };
  } catch {
    return { fault: UNREACHABLE };
  }
}
