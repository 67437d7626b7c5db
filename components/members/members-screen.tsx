"use client";
import { Button, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconSearch, IconUserPlus } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import type { Permission } from "#server/access/index.ts";
import type { AssignableRole, Invitation, Member } from "#server/members/index.ts";
import { DataTable } from "../ui/data-table.tsx";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { invitationColumns } from "./invitation-columns.tsx";
import type { MemberActs, MemberDialog } from "./member-acts.ts";
import { memberColumns } from "./member-columns.tsx";
import { MemberDialogs } from "./member-dialogs.tsx";
import classes from "./members.module.css";

export interface MembersScreenProps {
  tenant: { slug: string; name: string; timeZone: string };
  /** Who looks. */
  personId: string;
  permissions: readonly Permission[];
  members: Member[];
  invitations: Invitation[];
  roles: AssignableRole[];
  acts: MemberActs;
}

const SEARCH_FROM_MEMBERS = 9;

/** Who may enter the tenant, as what, and who is invited. */
export function MembersScreen(props: MembersScreenProps) {
  const { tenant, personId, permissions, members, invitations, roles, acts } = props;
  const [dialog, setDialog] = useState<MemberDialog | null>(null);
  const [search, setSearch] = useState("");
  const router = useRouter();
  const mayInvite = permissions.includes("members.invite");
  const columns = useMemo(
    () => memberColumns({ tenant, personId, permissions, roles, onDialog: setDialog }),
    [tenant, personId, permissions, roles],
  );
  const invitationTable = useMemo(
    () => invitationColumns({ timeZone: tenant.timeZone, mayInvite, onDialog: setDialog }),
    [tenant.timeZone, mayInvite],
  );
  const wanted = search.trim().toLowerCase();
  const shown = members.filter(({ name, email, role }) => `${name} ${email} ${role}`.toLowerCase().includes(wanted));

  function done(message: string | null) {
    setDialog(null);
    if (message) notifications.show({ message });
    router.refresh();
  }

  return (
    <>
      <header className={page.header}>
        <h1>Members</h1>
        <span className={classes.gap} />
        {mayInvite ? (
          <Button
            size="xs"
            leftSection={<IconUserPlus size={14} stroke={1.8} aria-hidden="true" />}
            onClick={() => setDialog({ kind: "invite" })}
          >
            Invite
          </Button>
        ) : null}
      </header>
      <div className={classes.content}>
        <section className={classes.card} aria-labelledby="members-title">
          <div className={classes.cardHead}>
            <h2 id="members-title">{plural(members.length, "member")}</h2>
            {members.length >= SEARCH_FROM_MEMBERS ? (
              <TextInput
                size="xs"
                type="search"
                aria-label="Search members"
                placeholder="Name, e-mail or role"
                leftSection={<IconSearch size={14} aria-hidden="true" />}
                value={search}
                onChange={(event) => setSearch(event.currentTarget.value)}
              />
            ) : null}
          </div>
          <DataTable
            label="Members"
            items={shown}
            columns={columns}
            idOf={(member) => member.personId}
            firstSort={{ id: "name", desc: false }}
            empty={<p className={classes.empty}>No member’s name, e-mail or role contains “{search.trim()}”.</p>}
          />
        </section>
        <section className={classes.card} aria-labelledby="invitations-title">
          <div className={classes.cardHead}>
            <h2 id="invitations-title">Invitations</h2>
          </div>
          <DataTable
            label="Invitations"
            items={invitations}
            columns={invitationTable}
            idOf={(invitation) => invitation.id}
            firstSort={{ id: "sent", desc: true }}
            empty={
              <p className={classes.empty}>
                Nobody is invited just now.
                {mayInvite ? " Invite somebody with a role: they get a link for one use that is good for 7 days." : ""}
              </p>
            }
          />
        </section>
      </div>
      <MemberDialogs
        dialog={dialog}
        tenant={tenant}
        roles={roles}
        acts={acts}
        onClose={() => setDialog(null)}
        onDone={done}
        onChanged={() => router.refresh()}
      />
    </>
  );
}
