"use client";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import Link from "next/link";
import { signIn, signOut } from "next-auth/react";
import { type FormEvent, useState } from "react";
import type { Joined, OpenInvitation } from "#server/members/index.ts";
import { useAct } from "../ui/use-act.ts";
import classes from "./invite.module.css";
import { type InviteActs, SIGN_IN_AND_COME_BACK } from "./invite-acts.ts";

interface Props {
  token: string;
  invitation: OpenInvitation;
  signedInAs: string | null;
  acts: InviteActs;
  onJoined: () => void;
}

const enter = (slug: string) => window.location.assign(`/t/${encodeURIComponent(slug)}`);

/** How the one who looks can accept: as who they are, with another account, or with a new one. */
export function AcceptPanel(props: Props) {
  const { invitation, signedInAs } = props;
  if (invitation.viewer === "another") return <SignedInAsAnother email={invitation.email} signedInAs={signedInAs} />;
  if (invitation.isMember)
    return (
      <>
        <p className={classes.say}>You are a member already.</p>
        <Button fullWidth size="md" onClick={() => enter(invitation.tenant.slug)}>
          Open {invitation.tenant.name}
        </Button>
      </>
    );
  if (invitation.viewer === "invited") return <AcceptAsSelf {...props} />;
  return <NewAccount {...props} />;
}

function AcceptAsSelf({ token, invitation, signedInAs, acts, onJoined }: Props) {
  const { act, isBusy, fault } = useAct(
    () => acts.accept(token),
    ({ tenant }) => {
      onJoined();
      enter(tenant.slug);
    },
  );
  return (
    <>
      <p className={classes.say}>You are signed in as {signedInAs ?? invitation.email}.</p>
      <p role="alert" className={classes.fault}>
        {fault?.message}
      </p>
      <Button fullWidth size="md" loading={isBusy} onClick={act}>
        Accept
      </Button>
    </>
  );
}

function SignedInAsAnother({ email, signedInAs }: { email: string; signedInAs: string | null }) {
  const [isLeaving, setLeaving] = useState(false);
  async function change() {
    setLeaving(true);
    await signOut({ redirect: false }).catch(() => undefined);
    window.location.assign(SIGN_IN_AND_COME_BACK);
  }
  return (
    <>
      <p className={classes.say}>
        This invitation is for {email}, and you are signed in as {signedInAs}. Sign in with the invited address to
        accept it, or sign out and open the link again to make an account.
      </p>
      <Button fullWidth size="md" loading={isLeaving} onClick={() => void change()}>
        Sign in with the other address
      </Button>
    </>
  );
}

function NewAccount({ token, invitation, acts, onJoined }: Props) {
  const [password, setPassword] = useState("");
  const [name, setName] = useState("");
  const [isEntering, setEntering] = useState(false);
  const { act, isBusy, fault } = useAct(() => acts.acceptAnew({ token, name, password }), join);

  async function join({ tenant, email }: Joined) {
    onJoined();
    setEntering(true);
    const answer = await signIn("credentials", { email, password, redirect: false }).catch(() => undefined);
    if (answer?.ok) enter(tenant.slug);
    else window.location.assign(`/signin?callbackUrl=${encodeURIComponent(`/t/${tenant.slug}/events`)}`);
  }

  const faultOf = (path: string) => fault?.fields.find((one) => one.path === path)?.message;
  const hasAccount = faultOf("account") !== undefined;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    act();
  }

  return (
    <form method="post" onSubmit={submit} className={classes.form} noValidate>
      <input type="email" autoComplete="username" value={invitation.email} readOnly hidden />
      <TextInput
        label="Your name"
        autoComplete="name"
        size="md"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={faultOf("name")}
        maxLength={100}
        required
        withAsterisk={false}
      />
      <PasswordInput
        label="Password"
        description="At least 12 characters; a few words that only you would put together are good."
        autoComplete="new-password"
        size="md"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={faultOf("password")}
        required
        withAsterisk={false}
      />
      <p role="alert" className={classes.fault}>
        {fault?.message}
      </p>
      {hasAccount ? null : (
        <Button type="submit" size="md" fullWidth loading={isBusy || isEntering}>
          Create account and join
        </Button>
      )}
      <Button
        component={Link}
        href={SIGN_IN_AND_COME_BACK}
        size="md"
        fullWidth
        variant={hasAccount ? "filled" : "default"}
      >
        I have an account: sign in
      </Button>
    </form>
  );
}
