"use client";
import { Modal } from "@mantine/core";
import { useState } from "react";
import type { AssignableRole, SentInvitation } from "#server/members/index.ts";
import { plural } from "../ui/numbers.ts";
import { ConfirmAct } from "./confirm-act.tsx";
import { InviteForm } from "./invite-form.tsx";
import { LeaveText } from "./leave-text.tsx";
import { LinkOnce } from "./link-once.tsx";
import { type MemberActs, type MemberDialog, roleText } from "./member-acts.ts";

interface Props {
  dialog: MemberDialog | null;
  tenant: { slug: string; name: string; timeZone: string };
  roles: AssignableRole[];
  acts: MemberActs;
  onClose: () => void;
  /** The act is done and the dialog can go; with what to say. */
  onDone: (message: string | null) => void;
  /** The act is done while the dialog has something to show. */
  onChanged: () => void;
}

/** The dialogs of the page, one at a time. */
export function MemberDialogs({ dialog, onClose, ...rest }: Props) {
  const [sent, setSent] = useState<SentInvitation | null>(null);
  function close() {
    setSent(null);
    onClose();
  }
  function invited(answer: SentInvitation) {
    if (answer.link === undefined) rest.onDone(`An invitation is on its way to ${answer.invitation.email}.`);
    else {
      setSent(answer);
      rest.onChanged();
    }
  }
  return (
    <Modal
      opened={dialog !== null}
      onClose={close}
      title={sent ? "Pass this link on" : dialog ? titleOf(dialog, rest.tenant.name) : ""}
      size={sent ? 560 : 440}
      centered
      // A link that is shown once does not vanish by a click beside it.
      closeOnClickOutside={sent === null}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {sent ? (
        <LinkOnce sent={sent} timeZone={rest.tenant.timeZone} onClose={close} />
      ) : dialog ? (
        <DialogBody dialog={dialog} onClose={close} onInvited={invited} {...rest} />
      ) : null}
    </Modal>
  );
}

function titleOf(dialog: MemberDialog, tenant: string): string {
  switch (dialog.kind) {
    case "invite":
      return `Invite to ${tenant}`;
    case "role":
      return `Make ${dialog.member.name} ${roleText(dialog.role)}?`;
    case "remove":
      return `Remove ${dialog.member.name}?`;
    case "leave":
      return `Leave ${tenant}?`;
    case "renew":
      return `Send the invitation of ${dialog.invitation.email} again?`;
    case "revoke":
      return `Revoke the invitation of ${dialog.invitation.email}?`;
  }
}

interface BodyProps extends Omit<Props, "dialog" | "onChanged"> {
  dialog: MemberDialog;
  onInvited: (sent: SentInvitation) => void;
}

function DialogBody({ dialog, tenant, roles, acts, onClose, onDone, onInvited }: BodyProps) {
  const { slug } = tenant;
  switch (dialog.kind) {
    case "invite":
      return (
        <InviteForm
          roles={roles}
          invite={(input) => acts.invite(slug, input)}
          onInvited={onInvited}
          onCancel={onClose}
        />
      );
    case "role": {
      const { member, role } = dialog;
      return (
        <ConfirmAct
          act={() => acts.changeRole(slug, { personId: member.personId, role })}
          label="Change role"
          onDone={() => onDone(`${member.name} is ${roleText(role)} now.`)}
          onCancel={onClose}
        >
          <p>
            {member.name} is {roleText(member.role)}. As {roleText(role)} they have other rights from their next click
            on; {plural(member.sessions, "session")} of theirs {member.sessions === 1 ? "is" : "are"} open.
          </p>
          <p>{roles.find((one) => one.name === role)?.description}</p>
        </ConfirmAct>
      );
    }
    case "remove": {
      const { member } = dialog;
      return (
        <ConfirmAct
          act={() => acts.remove(slug, { personId: member.personId })}
          label="Remove"
          isDangerous
          onDone={() => onDone(`${member.name} is no longer a member.`)}
          onCancel={onClose}
        >
          <p>
            This ends the access of {member.name} at once:{" "}
            {member.sessions === 0
              ? "no session of theirs is open"
              : `${plural(member.sessions, "session")} of theirs ${member.sessions === 1 ? "loses" : "lose"} ${tenant.name}`}
            . Their account, their other tenants, the keys they issued and everything they did in this trail stay.
          </p>
        </ConfirmAct>
      );
    }
    case "leave":
      return (
        <ConfirmAct
          act={() => acts.leave(slug)}
          label="Leave"
          isDangerous
          onDone={() => window.location.assign("/")}
          onCancel={onClose}
        >
          <LeaveText tenant={tenant.name} />
        </ConfirmAct>
      );
    case "renew": {
      const { invitation } = dialog;
      return (
        <ConfirmAct
          act={() => acts.renew(slug, { id: invitation.id })}
          label="Send again"
          onDone={onInvited}
          onCancel={onClose}
        >
          <p>A new link is made, good for 7 days. The link that was sent before stops working.</p>
        </ConfirmAct>
      );
    }
    case "revoke": {
      const { invitation } = dialog;
      return (
        <ConfirmAct
          act={() => acts.revoke(slug, { id: invitation.id })}
          label="Revoke"
          isDangerous
          onDone={() => onDone(`The invitation of ${invitation.email} is revoked.`)}
          onCancel={onClose}
        >
          <p>The link stops working at once. You can invite the address again.</p>
        </ConfirmAct>
      );
    }
  }
}
