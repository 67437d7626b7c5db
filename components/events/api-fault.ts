import type { ErrorCode, FieldFault } from "#server/errors.ts";

/** What was refused, in the words of the server; `unreachable` when no answer came. */
export interface ApiFault {
  code: ErrorCode | "unreachable";
  message: string;
  fields: FieldFault[];
  requestId: string;
}

const UNREACHABLE: ApiFault = {
  code: "unreachable",
  message:
    "The server could not be reached. What is shown is what was loaded before; check the connection and try again.",
  fields: [],
  requestId: "",
};

export type ApiAnswer = { response: Response; fault?: never } | { response?: never; fault: ApiFault };

export function apiPath(path: string, parameters: Record<string, string | undefined>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return `${path}?${new URLSearchParams(given)}`;
}

/** GET of the machine API with the session's cookie. Throws only when `signal` aborts. */
export const apiGet = (url: string, signal?: AbortSignal): Promise<ApiAnswer> =>
  ask(url, { cache: "no-store", ...(signal ? { signal } : {}) });

/** A change by the machine API with the session's cookie; `body` goes as JSON. */
export const apiSend = (method: "POST" | "PATCH" | "DELETE", url: string, body?: object): Promise<ApiAnswer> =>
  ask(url, {
    method,
    ...(body ? { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {}),
  });

async function ask(url: string, init: RequestInit): Promise<ApiAnswer> {
  try {
    const response = await fetch(url, init);
    return response.ok ? { response } : { fault: await faultOf(response) };
  } catch (error) {
    if (init.signal?.aborted) throw error;
    return { fault: UNREACHABLE };
  }
}

async function faultOf(response: Response): Promise<ApiFault> {
  const body = await response.json().catch(() => null);
  const requestId = body?.error?.request_id ?? response.headers.get("x-request-id") ?? "";
  if (response.status === 401)
    return {
      code: "unauthenticated",
      message: "Your session has ended. Sign in again to go on.",
      fields: [],
      requestId,
    };
  return {
    code: body?.error?.code ?? "internal",
    message:
      body?.error?.message ?? `The server answered ${response.status} without saying why. Try again in a moment.`,
    fields: body?.error?.fields ?? [],
    requestId,
  };
}
