"use client";
import Link from "next/link";
import { span } from "../events/times.ts";
import { count } from "../ui/numbers.ts";
import { useNowMs } from "./clock.tsx";
import classes from "./seal-mark.module.css";
import { type SealState, useSeal } from "./seal-state.tsx";

const UNSEALED_AMBER_MS = 10_000;

interface Mark {
  tone: "good" | "late" | "broken" | "away";
  title: string;
  size: string;
  detail: string;
}

function markOf(state: SealState, nowMs: number): Mark {
  const { seal, unsealedSinceMs, reachable, signedOut } = state;
  const size = `#${count(Math.max(0, seal.signedSize - 1))}`;
  const age = seal.signedAt ? `${span((nowMs - Date.parse(seal.signedAt)) / 1000)} ago` : "nothing signed yet";
  if (seal.refusal) return { tone: "broken", title: "Not being sealed", size, detail: "An operator must look into it" };
  if (signedOut) return { tone: "away", title: "Signed out", size, detail: "Reload to sign in again" };
  if (!reachable) return { tone: "away", title: "Server not reached", size, detail: "Trying again" };
  const waiting = seal.size - seal.signedSize;
  if (unsealedSinceMs !== null && Date.now() - unsealedSinceMs >= UNSEALED_AMBER_MS)
    return { tone: "late", title: "Seal is late", size, detail: `${count(waiting)} wait for a checkpoint` };
  if (seal.signedSize === 0) return { tone: "good", title: "Nothing to seal yet", size: "", detail: age };
  return { tone: "good", title: "Sealed to", size, detail: age };
}

/** The product's promise in one glance; leads to Integrity. */
export function SealMark({ tenant }: { tenant: string }) {
  const state = useSeal();
  const nowMs = useNowMs();
  if (!state) return null;
  const mark = markOf(state, nowMs);
  return (
    <Link
      href={`/t/${tenant}/integrity`}
      className={classes.mark}
      data-tone={mark.tone}
      aria-label={`${mark.title} ${mark.size}, ${mark.detail}`}
    >
      <span className={classes.line}>
        <span className={classes.diamond} aria-hidden="true" />
        <b>{mark.title}</b>
        <span className={classes.size}>{mark.size}</span>
      </span>
      <span className={classes.detail}>{mark.detail}</span>
    </Link>
  );
}
