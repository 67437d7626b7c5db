"use client";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ReviewDetail, ReviewItem } from "#server/reviews/index.ts";
import { useGuarded } from "../confirm/use-guarded.tsx";
import type { FormAnswer } from "../ui/form-state.ts";
import { keyOfItem, type ReviewActs, type Reviewer } from "./review-acts.ts";

interface Options {
  tenant: string;
  review: ReviewDetail;
  reviewer: Reviewer;
  decide: ReviewActs["decide"];
}

type Made = Pick<ReviewItem, "decision" | "comment" | "decidedAt" | "decidedBy">;

const none: ReadonlyMap<string, Made> = new Map();

/** The items with what was decided since the page was read: a decision does not read the whole review anew. */
export function useDecisions({ tenant, review, reviewer, decide }: Options) {
  const guarded = useGuarded();
  const router = useRouter();
  const [made, setMade] = useState(none);
  const [busy, setBusy] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the server says anew stands
  useEffect(() => setMade(none), [review]);
  const items = useMemo(
    () => review.items.map((item) => ({ ...item, ...made.get(keyOfItem(item)) })),
    [review.items, made],
  );

  const goOn = useRef<(() => void) | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the rows are drawn with what was decided
  useLayoutEffect(() => {
    goOn.current?.();
    goOn.current = null;
  }, [made]);

  const decideOne = useCallback(
    async (item: ReviewItem, decision: "kept" | "revoked", comment: string | null): Promise<FormAnswer<void>> => {
      setBusy(keyOfItem(item));
      const answer = await guarded(() =>
        decide(tenant, {
          reviewId: review.id,
          kind: item.kind,
          subjectId: item.id,
          decision,
          ...(comment === null ? {} : { comment }),
        }),
      );
      setBusy(null);
      if (!answer.fault) {
        const decided = { decision, comment, decidedAt: new Date().toISOString(), decidedBy: reviewer.name };
        setMade((known) => new Map(known).set(keyOfItem(item), decided));
      }
      return answer;
    },
    [guarded, decide, tenant, review.id, reviewer.name],
  );

  const keep = useCallback(
    async (item: ReviewItem) => {
      goOn.current = focusAfter();
      const answer = await decideOne(item, "kept", null);
      if (!answer.fault) return;
      goOn.current = null;
      notifications.show({ color: "red", message: answer.fault.message });
      router.refresh();
    },
    [decideOne, router],
  );
  const revoke = useCallback((item: ReviewItem, reason: string) => decideOne(item, "revoked", reason), [decideOne]);
  return { items, isBusy: busy, keep, revoke };
}

/** Where the filter takes the row away, the keyboard goes on with the next one. */
function focusAfter(): () => void {
  const from = document.activeElement;
  const buttons = [...document.querySelectorAll<HTMLElement>("[data-keep]")];
  const at = buttons.indexOf(from as HTMLElement);
  const next = buttons[at + 1] ?? buttons[at - 1];
  return () => {
    if (at >= 0 && from && !from.isConnected) next?.focus();
  };
}
