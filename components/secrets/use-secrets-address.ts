import { usePathname, useRouter } from "next/navigation";
import { useCallback, useMemo, useOptimistic, useTransition } from "react";
import { type SecretsAddress, withSecretsChange, writeSecretsAddress } from "./secrets-address.ts";

export interface SecretsPlace {
  /** What was asked for last, though it may still be coming: a further change is a change of this. */
  asked: SecretsAddress;
  isComing: boolean;
  hrefOf: (change: Partial<SecretsAddress>) => string;
  go: (change: Partial<SecretsAddress>, how?: "push" | "replace") => void;
}

/** Leads to another list; what is shown stays until the new one is there. */
export function useSecretsAddress(address: SecretsAddress): SecretsPlace {
  const router = useRouter();
  const path = usePathname();
  const [isComing, start] = useTransition();
  const [asked, ask] = useOptimistic(address);
  const hrefOf = useCallback(
    (change: Partial<SecretsAddress>) => `${path}${writeSecretsAddress(withSecretsChange(asked, change))}`,
    [path, asked],
  );
  const go = useCallback(
    (change: Partial<SecretsAddress>, how: "push" | "replace" = "push") =>
      start(() => {
        ask(withSecretsChange(asked, change));
        // Another page of the list begins at its top.
        router[how](hrefOf(change), { scroll: change.from !== undefined });
      }),
    [router, hrefOf, ask, asked],
  );
  return useMemo(() => ({ asked, isComing, hrefOf, go }), [asked, isComing, hrefOf, go]);
}
