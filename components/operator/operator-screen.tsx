"use client";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { TenantNumbers } from "#server/operators/index.ts";
import type { TenantLimits } from "#server/tenants/index.ts";
import type { FormAnswer } from "../ui/form-state.ts";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { type HelpActions, HelpCard } from "./help-card.tsx";
import { type InviteOwner, InviteOwnerDialog } from "./invite-owner-dialog.tsx";
import { LimitsDialog } from "./limits-dialog.tsx";
import { NewTenantDialog, type OpenTenant } from "./new-tenant-dialog.tsx";
import classes from "./operator.module.css";
import { SuspendDialog } from "./suspend-dialog.tsx";
import { TenantTable } from "./tenant-table.tsx";

interface Props {
  tenants: TenantNumbers[];
  /** Slugs of the tenants that the operator is also a member of. */
  memberOf: string[];
  limitsDefault: Record<keyof TenantLimits, number>;
  timeZones: string[];
  openTenant: OpenTenant;
  inviteOwner: InviteOwner;
  suspend: (input: { id: string; reason: string }) => Promise<FormAnswer>;
  resume: (input: { id: string }) => Promise<FormAnswer>;
  setLimits: (input: { id: string; limits: TenantLimits }) => Promise<FormAnswer>;
  help: HelpActions;
}

export type TenantDialog = { kind: "new" } | { kind: "suspend" | "resume" | "limits" | "owner"; tenant: TenantNumbers };

/** All tenants of this Sealtrail: numbers and state, nothing of their events. */
export function OperatorScreen(props: Props) {
  const { tenants, memberOf, limitsDefault, timeZones } = props;
  const [dialog, setDialog] = useState<TenantDialog | null>(null);
  const close = () => setDialog(null);
  const suspended = tenants.filter((one) => one.suspendedAt).length;
  return (
    <>
      <div className={page.content} style={{ maxWidth: "none" }}>
        <header className={classes.head}>
          <div>
            <h1>Tenants</h1>
            <p>
              {plural(tenants.length, "tenant")}
              {suspended > 0 ? `, ${suspended} suspended` : ""}. You see their numbers; their events are theirs.
            </p>
          </div>
          <Button
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            onClick={() => setDialog({ kind: "new" })}
          >
            New tenant
          </Button>
        </header>
        <TenantTable tenants={tenants} memberOf={memberOf} onDialog={setDialog} />
        <HelpCard {...props.help} />
      </div>
      {dialog?.kind === "new" ? (
        <NewTenantDialog timeZones={timeZones} open={props.openTenant} onClose={close} />
      ) : null}
      {dialog?.kind === "suspend" || dialog?.kind === "resume" ? (
        <SuspendDialog
          tenant={dialog.tenant}
          isSuspending={dialog.kind === "suspend"}
          suspend={props.suspend}
          resume={props.resume}
          onClose={close}
        />
      ) : null}
      {dialog?.kind === "owner" ? (
        <InviteOwnerDialog tenant={dialog.tenant} invite={props.inviteOwner} onClose={close} />
      ) : null}
      {dialog?.kind === "limits" ? (
        <LimitsDialog tenant={dialog.tenant} defaults={limitsDefault} save={props.setLimits} onClose={close} />
      ) : null}
    </>
  );
}
