"use client";
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useLeaveGuard } from "../roles/use-leave-guard.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import page from "../ui/page.module.css";
import { type TriedKey, tokenSnippet } from "./key-snippet.ts";
import classes from "./keys.module.css";

interface Props extends TriedKey {
  token: string;
  /** The server's address. */
  url: string;
  /** What the button says that ends the showing. */
  doneLabel?: string;
  onDone: () => void;
}

/** The only place where the token of a key is ever shown; leaving it asks first. */
export function TokenOnce({ token, url, doneLabel = "I have stored it", onDone, ...tried }: Props) {
  const [isDone, setDone] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const leaveDialog = useLeaveGuard(!isDone, {
    title: "Leave without the token?",
    text: "The token is shown only now. Without it the key is of no use, and you would have to rotate it.",
  });
  return (
    <section className={page.card} aria-labelledby="token-title">
      <h2 id="token-title" tabIndex={-1} ref={title} className={classes.onceTitle}>
        The token
      </h2>
      <p className={classes.once}>
        <b>It is shown only now.</b> Sealtrail keeps no more than its hash. Store it where the recipient keeps its
        secrets, and send it by no way that others read.
      </p>
      <CodeBlock code={token} what="token" />
      <p>To try it, where it may be used from:</p>
      <CodeBlock code={tokenSnippet(url, token, tried)} what="command that uses the token" />
      <div>
        <Button
          size="xs"
          onClick={() => {
            setDone(true);
            onDone();
          }}
        >
          {doneLabel}
        </Button>
      </div>
      {leaveDialog}
    </section>
  );
}
