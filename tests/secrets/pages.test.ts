import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { randomBase62 } from "#server/ids.ts";
import { mintKey } from "#server/keys/token.ts";
import { type PageAnswer, wrongAnswers } from "./pages.ts";

const { token } = mintKey("ingest");
const password = `demo-${randomBase62(10)}`;
const rules = {
  secrets: [password],
  shownOnce: new Set([token]),
  isOnPurpose: (secret: string, page: string) => secret === password && page === "/signin",
};
const answer = (page: string, text: string, query = ""): PageAnswer => ({
  url: new URL(`http://127.0.0.1${page}${query}`),
  page,
  body: Buffer.from(`<html><script>self.__next_f.push([1,"${text}"])</script></html>`),
});

test("a secret that is shown once is right in one answer and wrong in the second", () => {
  expect(wrongAnswers([answer("/t/acme/keys", token)], rules)).toEqual([]);
  const again = [answer("/t/acme/keys", token), answer("/t/acme/events", "nothing"), answer("/t/acme/keys", token)];
  expect(wrongAnswers(again, rules)).toEqual([{ page: "/t/acme/keys", secret: token }]);
});

test("a secret is wrong on every page but the one that shows it on purpose, in base64 as well", () => {
  expect(wrongAnswers([answer("/signin", password)], rules)).toEqual([]);
  for (const text of [password, Buffer.from(password).toString("base64")])
    expect(wrongAnswers([answer("/t/acme/events", text)], rules)).toEqual([
      { page: "/t/acme/events", secret: password },
    ]);
});

test("a token that nobody noted is wrong, unless the address of the answer brought it", () => {
  const { token: other } = mintKey("management");
  expect(wrongAnswers([answer("/join", other)], rules)).toEqual([{ page: "/join", secret: other }]);
  expect(wrongAnswers([answer("/join", other, `?token=${other}`)], rules)).toEqual([]);
});

test("every journey runs with the search of its pages", () => {
  const folder = join(import.meta.dirname, "../../e2e");
  const journeys = readdirSync(folder).filter((name) => name.endsWith(".spec.ts"));
  expect(journeys.length).toBeGreaterThan(3);
  for (const name of journeys)
    expect(readFileSync(join(folder, name), "utf8"), name).toMatch(/import \{[^}]*\btest\b[^}]*\} from "\.\/test\.ts"/);
});
