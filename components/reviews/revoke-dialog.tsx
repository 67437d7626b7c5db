"use client";
import { Button, Group, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import type { ReviewItem } from "#server/reviews/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import type { FormAnswer } from "../ui/form-state.ts";
import { plural } from "../ui/numbers.ts";
import { useAct } from "../ui/use-act.ts";
import type { ReviewTenant } from "./review-acts.ts";
import classes from "./reviews.module.css";

interface Props {
  item: ReviewItem | null;
  tenant: ReviewTenant;
  revoke: (item: ReviewItem, reason: string) => Promise<FormAnswer<void>>;
  onClose: () => void;
  onDone: (message: string) => void;
}

const REASON_CHARACTERS_MAX = 500;

/** Says what revoking does, in numbers, and asks why. */
export function RevokeDialog({ item, onClose, ...rest }: Props) {
  const title = item ? `${item.kind === "key" ? "Revoke" : "Remove"} ${item.subject.name}?` : "";
  return (
    <Modal
      opened={item !== null}
      onClose={onClose}
      title={title}
      size={460}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {item ? <RevokeForm item={item} onClose={onClose} {...rest} /> : null}
    </Modal>
  );
}

function RevokeForm({ item, tenant, revoke, onClose, onDone }: Props & { item: ReviewItem }) {
  const [reason, setReason] = useState("");
  const isKey = item.kind === "key";
  const { act, isBusy, fault } = useAct(
    () => revoke(item, reason.trim()),
    () => onDone(isKey ? `${item.subject.name} is revoked.` : `${item.subject.name} is no longer a member.`),
  );
  return (
    <form
      className={classes.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        act();
      }}
    >
      <p>
        {isKey ? (
          <KeyEffect item={item} timeZone={tenant.timeZone} />
        ) : (
          <>
            This ends the access of {item.subject.name} at once:{" "}
            {item.sessions === 0
              ? "no session of theirs is open"
              : `${plural(item.sessions, "session")} of theirs ${item.sessions === 1 ? "loses" : "lose"} ${tenant.name}`}
            . Their account, the keys they issued and everything they did in this trail stay.
          </>
        )}
      </p>
      <Textarea
        label="Reason"
        description="Stands in the trail and in the signed record"
        required
        autosize
        minRows={2}
        maxLength={REASON_CHARACTERS_MAX}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      <p role="alert" className={classes.fault}>
        {fault?.message}
      </p>
      <Group justify="flex-end" gap={8}>
        <Button size="xs" variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" size="xs" color="red" loading={isBusy} disabled={reason.trim() === ""}>
          {isKey ? "Revoke key" : "Remove member"}
        </Button>
      </Group>
    </form>
  );
}

function KeyEffect({ item, timeZone }: { item: ReviewItem & { kind: "key" }; timeZone: string }) {
  const { last_used_at: lastUsedAt, requests_90_days: requests } = item.subject;
  return (
    <>
      This ends 1 key for good, everywhere within a second.{" "}
      {lastUsedAt ? (
        <>
          As of the start of the review: last used <TimeAgo at={lastUsedAt} timeZone={timeZone} />,{" "}
          {plural(requests, "request")} in 90 days.
        </>
      ) : (
        "As of the start of the review: never used."
      )}{" "}
      No other key is touched.
    </>
  );
}
