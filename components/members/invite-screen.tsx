"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useCallback, useEffect, useState } from "react";
import type { OpenInvitation } from "#server/members/index.ts";
import { Brand } from "../ui/brand.tsx";
import type { FormFault } from "../ui/form-state.ts";
import { AcceptPanel } from "./accept-panel.tsx";
import { endText } from "./end-text.ts";
import { forgetToken, takeToken } from "./invitation-token.ts";
import classes from "./invite.module.css";
import type { InviteActs } from "./invite-acts.ts";
import { roleText } from "./member-acts.ts";

interface Props {
  signedInAs: string | null;
  acts: InviteActs;
}

type State =
  | { step: "opening" }
  | { step: "refused"; fault: FormFault }
  | { step: "open"; token: string; invitation: OpenInvitation };

const CUT_OFF: FormFault = {
  message:
    "The link holds no invitation: it may be cut off. Open it again from where you got it, or ask for a new one.",
  fields: [],
};
const UNREACHABLE: FormFault = {
  message: "The server could not be reached. The invitation stands: check the connection and load the page again.",
  fields: [],
};

/** What whoever opens the link of an invitation sees: to what, as what, by whom; and how to accept. */
export function InviteScreen({ signedInAs, acts }: Props) {
  const [state, setState] = useState<State>({ step: "opening" });
  const { openLink } = acts;
  const open = useCallback(async () => {
    const token = takeToken();
    if (!token) return setState({ step: "refused", fault: CUT_OFF });
    const { value, fault } = await openLink(token).catch(() => ({ value: undefined, fault: UNREACHABLE }));
    setState(value ? { step: "open", token, invitation: value } : { step: "refused", fault: fault! });
  }, [openLink]);
  useEffect(() => {
    void open();
    window.addEventListener("hashchange", open);
    return () => window.removeEventListener("hashchange", open);
  }, [open]);

  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <Brand />
        <section className={classes.card} aria-live="polite" aria-busy={state.step === "opening"}>
          {state.step === "opening" ? <Opening /> : null}
          {state.step === "refused" ? <Refused fault={state.fault} signedInAs={signedInAs} /> : null}
          {state.step === "open" ? (
            <>
              <Summary invitation={state.invitation} />
              <AcceptPanel {...state} signedInAs={signedInAs} acts={acts} onJoined={forgetToken} />
            </>
          ) : null}
        </section>
        <p className={classes.foot}>Joining is recorded in the trail of the tenant.</p>
      </div>
    </main>
  );
}

function Opening() {
  return (
    <>
      <h1 className={classes.title}>Invitation</h1>
      <p className={classes.lead}>The link is being read.</p>
      <noscript>
        <p>This page needs JavaScript: what is behind the # of your link is read in your browser and nowhere else.</p>
      </noscript>
    </>
  );
}

function Refused({ fault, signedInAs }: { fault: FormFault; signedInAs: string | null }) {
  return (
    <>
      <h1 className={classes.title}>This invitation does not open</h1>
      <p className={classes.lead}>{fault.message}</p>
      <Button component={Link} href={signedInAs ? "/" : "/signin"} variant="default" onClick={forgetToken}>
        {signedInAs ? "Go to your events" : "Sign in"}
      </Button>
    </>
  );
}

function Summary({ invitation }: { invitation: OpenInvitation }) {
  const { tenant, role, roleText: text, invitedBy, email, expiresAt } = invitation;
  return (
    <>
      <h1 className={classes.title}>Join {tenant.name}</h1>
      <p className={classes.lead}>{invitedBy} invites you to its sealed audit trail.</p>
      <dl className={classes.facts}>
        <div>
          <dt>Role</dt>
          <dd>
            <b>{roleText(role)}</b>
            {text ? <span>{text}</span> : null}
          </dd>
        </div>
        <div>
          <dt>For</dt>
          <dd>{email}</dd>
        </div>
        <div>
          <dt>Until</dt>
          <dd>{endText(expiresAt, tenant.timeZone)}</dd>
        </div>
      </dl>
    </>
  );
}
