import { afterAll } from "vitest";
import { type ApiListener, listenApi } from "./api-listener.ts";

export type { Answer, Call, Sending } from "./api-listener.ts";

/** The machine API of this process's runtime on a port of its own, until the test file is through. */
export async function openApiServer(): Promise<Pick<ApiListener, "url" | "call">> {
  const { url, call, close } = await listenApi();
  afterAll(close);
  return { url, call };
}
