"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { AlertBadge } from "#server/alerts/index.ts";
import type { LedgerSeal } from "#server/proofs/index.ts";
import { useServerClock } from "./clock.tsx";
import { firstSeal, SealContext, sealAfterPoll } from "./seal-state.tsx";

const AlertBadgeContext = createContext<AlertBadge | null>(null);
const POLL_MS = 2_000;

interface Props {
  tenant: string;
  /** As the page knew them first; null for whoever may not know. */
  seal: LedgerSeal | null;
  alerts: AlertBadge | null;
  children: ReactNode;
}

/** What every page shows of now, kept fresh while it is in sight: how far the ledger is sealed, and the open alerts. */
export function PulseProvider({ tenant, seal, alerts, children }: Props) {
  const [sealState, setSealState] = useState(() => firstSeal(seal));
  const [badge, setBadge] = useState(alerts);
  const clock = useServerClock();
  const enabled = seal !== null || alerts !== null;
  useEffect(() => {
    if (!enabled) return;
    let ended = false;
    const poll = async () => {
      if (document.visibilityState === "hidden") return;
      const answer = await fetch(`/t/${encodeURIComponent(tenant)}/seal`, { cache: "no-store" }).catch(() => null);
      const body = answer?.ok ? await answer.json().catch(() => null) : null;
      if (ended) return;
      setSealState((old) => old && sealAfterPoll(old, body?.seal ?? null, answer?.status === 401));
      if (!body) return;
      setBadge((old) => (JSON.stringify(old) === JSON.stringify(body.alerts) ? old : body.alerts));
      clock.set(Date.parse(body.at));
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
  return (
    <SealContext value={sealState}>
      <AlertBadgeContext value={badge}>{children}</AlertBadgeContext>
    </SealContext>
  );
}

/** The open alerts in numbers; null for whoever may not see alerts. */
export const useAlertBadge = () => useContext(AlertBadgeContext);
