const SERVED: Record<string, RegExp> = {
  GET: /^(?:csrf|providers|session|signin|signout)$/,
  POST: /^(?:callback\/credentials|signout|_log)$/,
};

/**
 * The answer to a request below `/api/auth` that next-auth would fail on or that no page makes; undefined for all others. `path` is what
 * follows `/api/auth/`.
 */
export function refuseAuthRequest(request: Request, path: readonly string[]): Response | undefined {
  const served = Object.hasOwn(SERVED, request.method) && SERVED[request.method]!.test(path.join("/"));
  if (!served) return refusal(404, "There is no such address.");
  const type = (request.headers.get("content-type") ?? "").toLowerCase();
  if (request.method === "POST" && type.includes("json")) return refusal(415, "Send this as a form.");
  return undefined;
}

const refusal = (status: number, message: string) =>
  new Response(`${message}\n`, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });
