import { type IncomingHttpHeaders, request } from "node:http";

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface HttpRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** One request as a program sends it: any path, Host and header, no cookie that it was not given. */
export function http(base: string, path: string, { method, headers, body }: HttpRequest = {}): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const how = { method: method ?? (body === undefined ? "GET" : "POST"), headers: { ...length, ...headers } };
    const sent = request({ hostname, port, path, ...how, agent: false }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode!, headers: response.headers, text });
    });
    sent.on("error", reject).end(body);
  });
}

const cookiesOf = (answer: HttpAnswer) => (answer.headers["set-cookie"] ?? []).map((line) => line.split(";", 1)[0]!);

/** Signs in with a password and no browser; `headers` go with both requests. Returns the session's `name=value` and its whole line. */
export async function signInByHttp(
  base: string,
  who: { email: string; password: string },
  headers: Record<string, string> = {},
): Promise<{ answer: HttpAnswer; cookie: string | undefined; line: string | undefined }> {
  const token = await http(base, "/api/auth/csrf", { headers });
  const { csrfToken } = JSON.parse(token.text) as { csrfToken: string };
  const cookie = [headers.cookie, ...cookiesOf(token)].filter(Boolean).join("; ");
  const answer = await http(base, "/api/auth/callback/credentials", {
    headers: { ...headers, cookie, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, email: who.email, password: who.password, json: "true" }).toString(),
  });
  const line = answer.headers["set-cookie"]?.find((one) => one.includes("session-token="));
  return { answer, cookie: line?.split(";", 1)[0], line };
}
