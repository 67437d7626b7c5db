import { Button, Group, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { AssignableRole, SentInvitation } from "#server/members/index.ts";
import type { FormAnswer } from "../ui/form-state.ts";
import { useAct } from "../ui/use-act.ts";
import classes from "./members.module.css";
import { RoleSelect } from "./role-select.tsx";

interface Props {
  roles: AssignableRole[];
  invite: (input: { email: string; role: string }) => Promise<FormAnswer<SentInvitation>>;
  onInvited: (sent: SentInvitation) => void;
  onCancel: () => void;
}

export function InviteForm({ roles, invite, onInvited, onCancel }: Props) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState(roles.find((one) => one.name === "viewer" && !one.refusal)?.name ?? null);
  const [isRoleMissing, setRoleMissing] = useState(false);
  const { act, isBusy, fault } = useAct(() => invite({ email, role: role ?? "" }), onInvited);
  const faultOf = (path: string) => fault?.fields.find((one) => one.path === path)?.message;
  const chosen = roles.find((one) => one.name === role);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setRoleMissing(role === null);
    if (role !== null) act();
  }

  return (
    <form className={classes.dialog} onSubmit={submit} noValidate>
      <TextInput
        label="E-mail address"
        type="email"
        autoComplete="off"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={faultOf("email")}
        required
        withAsterisk={false}
        data-autofocus
      />
      <RoleSelect
        label="Role"
        description={chosen ? `${chosen.description} Sees ${chosen.sees}.`.trim() : "What they may do and see"}
        roles={roles}
        value={role}
        onChange={setRole}
        error={isRoleMissing ? "Choose a role" : faultOf("role")}
      />
      <p className={classes.note}>
        They get a link for one use that is good for 7 days. Earlier invitations of the address end.
      </p>
      <p role="alert" className={classes.fault}>
        {fault?.message}
      </p>
      <Group justify="flex-end" gap={8}>
        <Button size="xs" variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="xs" type="submit" loading={isBusy}>
          Invite
        </Button>
      </Group>
    </form>
  );
}
