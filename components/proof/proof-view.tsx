"use client";
import { Button } from "@mantine/core";
import { IconCheck, IconMinus, IconShieldCheck, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { toHex } from "#tlog";
import { visibleLine } from "#wording";
import type { ApiFault } from "../events/api-fault.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { count } from "../ui/numbers.ts";
import { type Evidence, fetchEvidence } from "./evidence.ts";
import { EvidenceDownloads } from "./evidence-downloads.tsx";
import classes from "./proof.module.css";
import { ProofPath } from "./proof-path.tsx";
import { STEPS, type Step, type Verification, verifyEvidence } from "./verify-evidence.ts";

interface Props {
  eventId: string;
  seq: number;
  tenant: string;
  vkey: string | null;
}

interface State {
  isBusy: boolean;
  evidence: Evidence | null;
  result: Verification | null;
  fault: ApiFault | null;
}

const START: State = { isBusy: false, evidence: null, result: null, fault: null };

/** The proof of one event, recomputed here from freshly fetched bytes. */
export function ProofView({ eventId, seq, tenant, vkey }: Props) {
  const [state, setState] = useState(START);
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);
  if (vkey === null)
    return (
      <Notice title="No right to read proofs">
        Your role shows events without their proofs. Ask an owner for a role with the right proofs.read.
      </Notice>
    );

  async function fetchFresh(): Promise<Evidence | undefined> {
    setState((old) => ({ ...old, isBusy: true, fault: null }));
    const { evidence, fault } = await fetchEvidence(tenant, eventId);
    if (isGone.current) return undefined;
    if (fault) setState({ ...START, fault });
    else setState((old) => ({ ...old, isBusy: false, evidence }));
    return evidence;
  }

  async function verify() {
    const evidence = await fetchFresh();
    if (evidence) setState({ ...START, evidence, result: verifyEvidence(evidence, vkey!) });
  }

  return (
    <div className={classes.stack}>
      <section className={classes.card} data-tone={toneOf(state)} aria-label="Verification">
        <div role="status">
          <Headline state={state} />
        </div>
        {state.result ? <StepList result={state.result} seq={seq} /> : null}
        <Button
          onClick={() => void verify()}
          loading={state.isBusy}
          variant={state.result ? "default" : "filled"}
          size="xs"
          leftSection={<IconShieldCheck size={15} stroke={1.8} />}
        >
          {state.result ? "Verify again" : "Verify in this browser"}
        </Button>
        {state.result?.verified ? <ProofPath verified={state.result.verified} /> : null}
      </section>
      <EvidenceDownloads seq={seq} tenant={tenant} vkey={vkey} evidence={state.evidence} fetchFresh={fetchFresh} />
      <p className={classes.note}>
        Checked against the verifier key <code>{visibleLine(vkey)}</code> <CopyButton text={vkey} what="verifier key" />{" "}
        which this page got from the same server. An auditor should compare it with one obtained elsewhere.
      </p>
    </div>
  );
}

function toneOf({ result, fault }: State) {
  if (result?.failure) return "bad";
  if (fault) return "late";
  return result ? "good" : undefined;
}

function Headline({ state: { result, fault, isBusy } }: { state: State }) {
  if (fault)
    return (
      <>
        <p className={classes.headline}>Could not be checked</p>
        <p className={classes.sub}>
          {fault.message}
          {fault.requestId ? ` Request ${fault.requestId}.` : ""}
        </p>
      </>
    );
  if (result?.failure)
    return (
      <>
        <p className={classes.headline}>
          <IconX size={15} stroke={2.4} aria-hidden="true" /> Not verified
        </p>
        <p className={classes.sub}>
          What the server sent does not fit together: {result.failure.message}. <code>{result.failure.code}</code>
        </p>
        <p className={classes.sub}>
          Nothing shown about this event can be relied on. Keep the files below and compare them with a copy from
          elsewhere.
        </p>
      </>
    );
  if (result?.verified)
    return (
      <>
        <p className={classes.headline}>
          <IconCheck size={15} stroke={2.4} aria-hidden="true" /> Verified in this browser
        </p>
        <p className={classes.sub}>
          Leaf, {result.verified.steps.length} hashes and signature recomputed in{" "}
          {Math.max(1, Math.round(result.tookMs))} ms.
        </p>
        {result.masked.length > 0 ? (
          <p className={classes.sub}>
            Masked for you: {visibleLine(result.masked.join(", "))}. The parts that hold them were checked by their
            digests; what is left of these parts is shown, but not proved by itself.
          </p>
        ) : null}
      </>
    );
  return (
    <p className={classes.sub}>
      {isBusy
        ? "Fetching the record and its proof …"
        : "Fetches the record and its proof anew and recomputes leaf, path, root and signature here."}
    </p>
  );
}

const short = (hash: Uint8Array) => {
  const hex = toHex(hash);
  return `${hex.slice(0, 8)}…${hex.slice(-8)}`;
};

const STEP_NAMES: Record<Step, string> = {
  leaf: "Leaf follows from the event",
  proof: "Proof is for this event",
  signature: "Checkpoint is signed by the ledger",
  path: "Path leads to the root",
};

function found(step: Step, result: Verification, seq: number): string {
  const { verified } = result;
  if (!verified) return "";
  if (step === "leaf") return short(verified.leafHash);
  if (step === "proof") return `leaf #${count(seq)} of ${count(verified.size)}`;
  if (step === "signature") return `key ${result.keyId}`;
  return `${verified.steps.length} hashes to ${short(verified.root)}`;
}

function StepList({ result, seq }: { result: Verification; seq: number }) {
  const failedAt = result.failure ? STEPS.indexOf(result.failure.step) : STEPS.length;
  return (
    <ol className={classes.steps} aria-label="Steps">
      {STEPS.map((step, at) => {
        const state = at < failedAt ? "done" : at === failedAt ? "failed" : "skipped";
        const Icon = { done: IconCheck, failed: IconX, skipped: IconMinus }[state];
        return (
          <li key={step} data-state={state}>
            <Icon
              size={14}
              stroke={2.2}
              aria-label={{ done: "passed", failed: "failed", skipped: "not reached" }[state]}
            />
            <span>{STEP_NAMES[step]}</span>
            <code>{found(step, result, seq)}</code>
          </li>
        );
      })}
    </ol>
  );
}
