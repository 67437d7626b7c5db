"use client";
import { Button, Group, Modal } from "@mantine/core";
import { CodeBlock } from "../ui/code-block.tsx";
import classes from "./operator.module.css";

/** The invitation's link where it was not mailed, and why not. */
export interface SentLink {
  link?: string;
  mailFault?: string;
}

interface Props {
  title: string;
  email: string;
  sent: SentLink;
  onClose: () => void;
}

/** What became of an owner's invitation. */
export function LinkDialog({ title, email, sent, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={title} centered closeButtonProps={{ "aria-label": "Close" }}>
      <div className={classes.stack}>
        {sent.mailFault ? <p className={classes.fault}>{sent.mailFault}</p> : null}
        {sent.link ? (
          <>
            <p>
              Send this link to {email}: it makes them the first owner, works once and within 7 days. It is shown here
              and never again.
            </p>
            <CodeBlock code={sent.link} what="invitation link" />
          </>
        ) : (
          <p>An invitation is on its way to {email}. It works once and within 7 days.</p>
        )}
        <Group justify="flex-end">
          <Button size="xs" onClick={onClose}>
            Done
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
