"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { LedgerSeal } from "#server/proofs/index.ts";
import { useServerClock } from "./clock.tsx";

export interface SealState {
  seal: LedgerSeal;
  /** Since when events wait for their seal, by this browser's clock; null while all are sealed. */
  unsealedSinceMs: number | null;
  reachable: boolean;
  /** The session ended while the page was open. */
  signedOut: boolean;
}

const SealContext = createContext<SealState | null>(null);
const POLL_MS = 3_000;

const isUnsealed = (seal: LedgerSeal) => seal.size > seal.signedSize;

/** Keeps the ledger's state fresh while the page is in sight. */
export function SealProvider(props: { tenant: string; initial: LedgerSeal | null; children: ReactNode }) {
  const { tenant, initial, children } = props;
  const [state, setState] = useState<SealState | null>(
    initial && { seal: initial, unsealedSinceMs: null, reachable: true, signedOut: false },
  );
  const clock = useServerClock();
  const enabled = initial !== null;
  useEffect(() => {
    if (!enabled) return;
    let ended = false;
    const poll = async () => {
      if (document.visibilityState === "hidden") return;
      const answer = await fetch(`/t/${encodeURIComponent(tenant)}/seal`, { cache: "no-store" }).catch(() => null);
      const body = answer?.ok ? await answer.json().catch(() => null) : null;
      if (ended) return;
      setState((old) => old && afterPoll(old, body?.seal ?? null, answer?.status === 401));
      if (body) clock.set(Date.parse(body.at));
    };
    const timer = setInterval(() => void poll(), POLL_MS);
    const wake = () => void poll();
    document.addEventListener("visibilitychange", wake);
    return () => {
      ended = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", wake);
    };
  }, [tenant, enabled, clock]);
  return <SealContext value={state}>{children}</SealContext>;
}

function afterPoll(old: SealState, seal: LedgerSeal | null, signedOut: boolean): SealState {
  if (!seal) return { ...old, reachable: signedOut, signedOut };
  const since = isUnsealed(seal) ? (old.unsealedSinceMs ?? Date.now()) : null;
  return { seal, unsealedSinceMs: since, reachable: true, signedOut: false };
}

export const useSeal = () => useContext(SealContext);
