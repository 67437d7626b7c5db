import { usePathname, useRouter } from "next/navigation";
import { useCallback, useTransition } from "react";
import { type SecretsAddress, withSecretsChange, writeSecretsAddress } from "./secrets-address.ts";

/** Leads to another list; what is shown stays until the new one is there. */
export function useSecretsAddress(address: SecretsAddress) {
  const router = useRouter();
  const path = usePathname();
  const [isComing, start] = useTransition();
  const hrefOf = useCallback(
    (change: Partial<SecretsAddress>) => `${path}${writeSecretsAddress(withSecretsChange(address, change))}`,
    [path, address],
  );
  const go = useCallback(
    (change: Partial<SecretsAddress>, how: "push" | "replace" = "push") =>
      start(() => router[how](hrefOf(change), { scroll: false })),
    [router, hrefOf],
  );
  return { go, hrefOf, isComing };
}
