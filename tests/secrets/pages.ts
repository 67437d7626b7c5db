import { makeScanner } from "./scanner.ts";

/** What a browser got for a page. */
export interface PageAnswer {
  url: URL;
  /** The path of the page that it shows: of the page that an action led to, where it carries that page. */
  page: string;
  body: Buffer;
}

export interface ShownRules {
  secrets: readonly string[];
  /** Secrets that one answer may show. */
  shownOnce: ReadonlySet<string>;
  /** Whether this page shows this secret on purpose. */
  isOnPurpose(secret: string, page: string): boolean;
}

export interface WrongAnswer {
  page: string;
  secret: string;
}

/** Answers that show a secret which they must not: all of them, and of one that is shown once the second and later ones. */
export function wrongAnswers(answers: readonly PageAnswer[], rules: ShownRules): WrongAnswer[] {
  const scanner = makeScanner(rules.secrets);
  const wrong: WrongAnswer[] = [];
  const shown = new Set<string>();
  for (const { url, page, body } of answers) {
    for (const { secret } of scanner.find(body)) {
      // What the address itself brought tells the browser nothing.
      if (url.href.includes(secret) || url.href.includes(encodeURIComponent(secret))) continue;
      if (rules.isOnPurpose(secret, page)) continue;
      if (!rules.shownOnce.has(secret) || shown.has(secret)) wrong.push({ page, secret });
      shown.add(secret);
    }
  }
  return wrong;
}
