"use client";
import { Button, Group, Modal } from "@mantine/core";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Account } from "#server/people/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { useTimeZone } from "../events/zones.ts";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { useAct } from "../ui/use-act.ts";
import classes from "./account.module.css";
import type { AccountActions } from "./account-actions.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";

interface Props extends Pick<AccountActions, "removeFactor" | "renewCodes"> {
  account: Account;
}

const FEW_CODES = 3;

export function FactorCard({ account, removeFactor, renewCodes }: Props) {
  const router = useRouter();
  const [newCodes, setNewCodes] = useState<string[] | null>(null);
  const [isRemoving, setRemoving] = useState(false);
  const renewal = useAct(renewCodes, ({ recoveryCodes }) => {
    setNewCodes(recoveryCodes);
    router.refresh();
  });
  const { secondFactor, requiredBy } = account;
  return (
    <section className={page.card} aria-labelledby="factor-title">
      <h2 id="factor-title">Second factor</h2>
      {secondFactor ? (
        <EnrolledLines secondFactor={secondFactor} />
      ) : (
        <p>
          A code of an app on your phone, asked for at every sign-in after your password: who learns your password does
          not get in.
        </p>
      )}
      {requiredBy.length > 0 ? (
        <p>
          {requiredBy.join(", ")} {requiredBy.length === 1 ? "requires" : "require"} it of every member.
        </p>
      ) : null}
      {newCodes ? (
        <RecoveryCodes
          codes={newCodes}
          email={account.email}
          doneLabel="I have kept them"
          onDone={() => setNewCodes(null)}
        />
      ) : secondFactor ? (
        <div className={classes.foot}>
          <Button size="xs" variant="default" loading={renewal.isBusy} onClick={renewal.act}>
            New recovery codes
          </Button>
          <Button size="xs" variant="default" disabled={requiredBy.length > 0} onClick={() => setRemoving(true)}>
            Remove second factor
          </Button>
          <span role="alert" className={classes.fault}>
            {renewal.fault?.message}
          </span>
        </div>
      ) : (
        <div className={classes.foot}>
          <Button size="xs" component={Link} href="/account/second-factor" prefetch={false}>
            Add a second factor
          </Button>
        </div>
      )}
      {isRemoving ? (
        <RemoveDialog
          codesLeft={secondFactor?.recoveryCodesLeft ?? 0}
          removeFactor={removeFactor}
          onClose={() => setRemoving(false)}
        />
      ) : null}
    </section>
  );
}

function EnrolledLines({ secondFactor }: { secondFactor: NonNullable<Account["secondFactor"]> }) {
  const timeZone = useTimeZone("local", "UTC");
  const left = secondFactor.recoveryCodesLeft;
  return (
    <>
      <p>
        On since <TimeAgo at={secondFactor.since} timeZone={timeZone} />: an authenticator app.
      </p>
      <p className={left <= FEW_CODES ? classes.warning : undefined}>
        {left === 0
          ? "No recovery code is left: without your authenticator you could not sign in. Make new ones."
          : `${plural(left, "recovery code")} left of 10${left <= FEW_CODES ? ": make new ones." : "."}`}
      </p>
    </>
  );
}

interface RemoveProps extends Pick<AccountActions, "removeFactor"> {
  codesLeft: number;
  onClose: () => void;
}

function RemoveDialog({ codesLeft, removeFactor, onClose }: RemoveProps) {
  const router = useRouter();
  const removal = useAct(removeFactor, () => {
    onClose();
    router.refresh();
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title="Remove the second factor?"
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className={classes.stack}>
        <p>
          Your password alone lets in from then on. The authenticator and {plural(codesLeft, "recovery code")} stop
          working at once.
        </p>
        <div role="alert" className={classes.fault}>
          {removal.fault?.message}
        </div>
        <Group justify="flex-end">
          <Button variant="default" size="xs" onClick={onClose}>
            Cancel
          </Button>
          <Button size="xs" color="red" loading={removal.isBusy} onClick={removal.act}>
            Remove
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
