"use client";
import { createContext, useContext } from "react";
import type { LedgerSeal } from "#server/proofs/index.ts";

export interface SealState {
  seal: LedgerSeal;
  /** Since when events wait for their seal, by this browser's clock; null while all are sealed. */
  unsealedSinceMs: number | null;
  reachable: boolean;
  /** The session ended while the page was open. */
  signedOut: boolean;
}

export const SealContext = createContext<SealState | null>(null);

const isUnsealed = (seal: LedgerSeal) => seal.size > seal.signedSize;

export const firstSeal = (seal: LedgerSeal | null): SealState | null =>
  seal && { seal, unsealedSinceMs: null, reachable: true, signedOut: false };

export function sealAfterPoll(old: SealState, seal: LedgerSeal | null, signedOut: boolean): SealState {
  if (!seal) return { ...old, reachable: signedOut, signedOut };
  const since = isUnsealed(seal) ? (old.unsealedSinceMs ?? Date.now()) : null;
  return { seal, unsealedSinceMs: since, reachable: true, signedOut: false };
}

export const useSeal = () => useContext(SealContext);
