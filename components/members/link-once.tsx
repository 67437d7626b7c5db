import { Button, Group } from "@mantine/core";
import type { SentInvitation } from "#server/members/index.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { endText } from "./end-text.ts";
import classes from "./members.module.css";

interface Props {
  sent: SentInvitation;
  timeZone: string;
  onClose: () => void;
}

/** The only place where the link of an invitation is ever shown. */
export function LinkOnce({ sent, timeZone, onClose }: Props) {
  const { invitation, link, mailFault } = sent;
  return (
    <div className={classes.dialog}>
      <p role={mailFault ? "alert" : undefined}>
        {mailFault ?? `No mail is set up here, so nothing was sent: give the link to ${invitation.email} yourself.`}
      </p>
      <CodeBlock code={link ?? ""} what="invitation link" />
      <p>
        <b>It is shown only now.</b> It works once, until {endText(invitation.expiresAt, timeZone)}, for whoever holds
        it: send it by a way that nobody else reads. If it gets lost, use “Send again”.
      </p>
      <Group justify="flex-end">
        <Button size="xs" onClick={onClose}>
          I have passed it on
        </Button>
      </Group>
    </div>
  );
}
