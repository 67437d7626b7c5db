"use client";
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useLeaveGuard } from "../roles/use-leave-guard.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import page from "../ui/page.module.css";
import classes from "./channels.module.css";
import { VERIFY_SNIPPET } from "./verify-snippet.ts";

interface Props {
  secret: string;
  doneLabel: string;
  onDone: () => void;
}

/** The only place where the secret of a webhook is ever shown; leaving it asks first. */
export function SecretOnce({ secret, doneLabel, onDone }: Props) {
  const [isDone, setDone] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const leaveDialog = useLeaveGuard(!isDone, {
    title: "Leave without the secret?",
    text: "The secret is shown only now. Without it the receiver cannot tell Sealtrail’s requests from others, and you would have to rotate it.",
  });
  return (
    <section className={page.card} aria-labelledby="secret-title">
      <h2 id="secret-title" tabIndex={-1} ref={title} className={classes.onceTitle}>
        The secret
      </h2>
      <p className={classes.once}>
        <b>It is shown only now.</b> Each request is signed with it: give it to the receiver, and let the receiver
        refuse what is not signed.
      </p>
      <CodeBlock code={secret} what="secret" />
      <p>
        How a receiver checks a request, by Standard Webhooks; libraries for other languages read the same headers and
        secret:
      </p>
      <CodeBlock code={VERIFY_SNIPPET} what="code that verifies a request" isTall />
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
