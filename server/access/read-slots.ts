import { AppError } from "../errors.ts";
import type { TenantContext } from "./context.ts";

/** How many reads of events one caller may have under way in a process, and how many more may wait for how long. */
const SLOTS = 4;
const WAITING_MAX = 60;
const WAIT_MS_MAX = 5_000;

interface Slots {
  used: number;
  waiting: (() => void)[];
}

const slots = new Map<string, Slots>();

/**
 * Waits until the caller has fewer than 4 reads of events under way in this process: however slow its queries are, it leaves connections
 * to others. Resolves with what gives the slot back. AppError `rate_limited` when 60 wait already, or after 5 s.
 */
export async function takeReadSlot({ tenantId, caller }: TenantContext): Promise<() => void> {
  if (caller.type === "system") return () => {};
  const mark = `${tenantId} ${caller.id}`;
  const own = slots.get(mark) ?? { used: 0, waiting: [] };
  slots.set(mark, own);
  if (own.used >= SLOTS) await nextTurn(own);
  else own.used++;
  return () => {
    const next = own.waiting.shift();
    if (next) next();
    else if (--own.used === 0) slots.delete(mark);
  };
}

/** Resolves when a slot was handed on. */
function nextTurn(own: Slots): Promise<void> {
  const refusal = () =>
    new AppError("rate_limited", `You have ${SLOTS} reads under way already: wait for their answers.`, {
      retryAfterS: 1,
      reason: "reads at once",
    });
  if (own.waiting.length >= WAITING_MAX) return Promise.reject(refusal());
  return new Promise((resolve, reject) => {
    const turn = () => {
      clearTimeout(limit);
      resolve();
    };
    const limit = setTimeout(() => {
      own.waiting = own.waiting.filter((other) => other !== turn);
      reject(refusal());
    }, WAIT_MS_MAX);
    own.waiting.push(turn);
  });
}
