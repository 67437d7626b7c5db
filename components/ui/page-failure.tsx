"use client";
import { Button } from "@mantine/core";
import { Notice } from "./notice.tsx";

const WORDS: Record<string, { title: string; text: string }> = {
  unavailable: {
    title: "Not available at the moment",
    text: "The database or the seal could not be reached. Nothing was lost; try again in a moment.",
  },
  rate_limited: { title: "Too many requests", text: "Wait a moment, then try again." },
};
const UNKNOWN = {
  title: "Something went wrong on our side",
  text: "Nothing was changed. Try again; if it stays, tell your operator the request below: its log line says what happened.",
};

/** What a page shows when it has nothing else to show; `digest` is `code:request id` for refusals, a plain reference otherwise. */
export function PageFailure({ digest = "", retry }: { digest: string | undefined; retry: () => void }) {
  const [code = "", requestId] = digest.split(":");
  const words = WORDS[code] ?? UNKNOWN;
  return (
    <Notice
      title={words.title}
      tone={WORDS[code] ? "plain" : "bad"}
      isAlert
      isPage
      requestId={requestId ?? digest}
      action={
        <Button size="xs" variant="default" onClick={retry}>
          Try again
        </Button>
      }
    >
      {words.text}
    </Notice>
  );
}
