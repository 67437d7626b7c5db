import "server-only";
import { forbidden, unstable_rethrow } from "next/navigation";
import type { AppError, ErrorCode, FieldFault } from "#server/errors.ts";
import { log } from "#server/log.ts";
import { requestIdOfRequest } from "./request-origin.ts";

/** What a page may say about an error. */
export interface Fault {
  code: ErrorCode;
  message: string;
  fields: FieldFault[];
  requestId: string;
}

const INTERNAL = "Something went wrong on our side; the log line with this request id says what.";

// By name: the process and the pages have a copy of the class each.
const isAppError = (error: unknown): error is AppError => error instanceof Error && error.name === "AppError";

/** The one mapper of errors of pages and actions. Redirects and the like pass through; what is not an AppError is `internal` and logged. */
export function faultOf(error: unknown, endpoint: string): Fault {
  unstable_rethrow(error);
  const requestId = requestIdOfRequest();
  const known = isAppError(error) ? error : undefined;
  const fault: Fault = {
    code: known?.code ?? "internal",
    message: known?.message ?? INTERNAL,
    fields: known?.fields ?? [],
    requestId,
  };
  if (fault.code === "internal" || fault.code === "unavailable")
    log.error({ err: known?.cause ?? error, code: fault.code, request: requestId, endpoint }, fault.message);
  return fault;
}

export type Answer<T> = { value: T; fault?: never } | { value?: never; fault: Fault };

/** Runs a verb for a page that can show its refusal in place. */
export async function attempt<T>(endpoint: string, verb: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await verb() };
  } catch (error) {
    return { fault: faultOf(error, endpoint) };
  }
}

/**
 * For a page that has nothing to show without the answer: a missing right leads to the page that says so, with 403; otherwise the error
 * page gets code and request id by `digest`.
 */
export function refusalOf(fault: Fault): Error {
  if (fault.code === "forbidden") forbidden();
  return Object.assign(new Error(fault.message), { digest: `${fault.code}:${fault.requestId}` });
}
