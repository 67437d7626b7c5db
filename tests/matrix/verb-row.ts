import type { Permission, TenantContext } from "#server/access/index.ts";
import type { MatrixTenant, Things } from "./things.ts";

/**
 * What is declared of a verb that takes a TenantContext. `call` reaches for what belongs to `tenant`, be it the context's own or
 * another one.
 */
export interface VerbRow {
  /** The right that the door asks for; null for a verb that only adds to the context's own trail. */
  needs: Permission | null;
  call(context: TenantContext, tenant: MatrixTenant, things: Things): Promise<unknown>;
  /** What comes of reaching for another tenant's: an error, or an answer about the caller's own tenant alone. */
  foreign: "not_found" | "invalid" | "own";
  /**
   * With a role of the same rights but half the view: the same answer, one with the half alone, or a refusal, since what is asked for
   * would show or give more than the caller sees.
   */
  scoped: "same" | "half" | "forbidden" | "not_found";
}
