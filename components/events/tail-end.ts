import type { ApiFault } from "./api-fault.ts";

const FINAL: ReadonlySet<string> = new Set(["unauthenticated", "forbidden", "not_found", "invalid"]);

/** Whether a tail that was refused so would be refused again. */
export const isFinal = (code: ApiFault["code"]): boolean => FINAL.has(code);

/** Why the server ended a tail, from the data of its event `end`. */
export function readEnd(data: string): ApiFault {
  const { code, message } = readObject(data);
  if (code === "unauthenticated")
    return { code, message: "Your session has ended. Sign in again to go on.", fields: [], requestId: "" };
  return {
    code: (typeof code === "string" ? code : "forbidden") as ApiFault["code"],
    message: typeof message === "string" ? message : "Live events have ended. Load the page again to go on.",
    fields: [],
    requestId: "",
  };
}

function readObject(data: string): { code?: unknown; message?: unknown } {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
