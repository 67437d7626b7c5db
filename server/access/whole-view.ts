import { AppError } from "../errors.ts";
import { isEverything } from "../query/index.ts";
import type { TenantContext } from "./context.ts";

/**
 * Refuses a caller whose role or key hides something: for what tells of events as a whole, such as alerts. `told` begins the sentence that says why.
 * AppError `forbidden`.
 */
export function demandWholeView({ view, caller }: TenantContext, told = "Alerts tell"): void {
  if (isEverything(view)) return;
  const holder = caller.type === "key" ? "this key" : "your role";
  throw new AppError(
    "forbidden",
    `${told} what stands in any event and any field, of which ${holder} hides some: this needs one without scope and masks.`,
  );
}
