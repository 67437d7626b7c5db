"use client";
import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import page from "../ui/page.module.css";
import { ConfirmAct } from "./confirm-act.tsx";
import { LeaveText } from "./leave-text.tsx";
import { type MemberActs, roleText } from "./member-acts.ts";

interface Props {
  tenant: { slug: string; name: string };
  role: string;
  leave: MemberActs["leave"];
}

/** The way out for everybody, whatever their rights. */
export function LeaveCard({ tenant, role, leave }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={page.content}>
      <section className={page.card} aria-labelledby="leave-title">
        <h2 id="leave-title">Your membership</h2>
        <p>
          You are {roleText(role)} of {tenant.name}.
        </p>
        <div className={page.row}>
          <Button size="xs" variant="default" c="var(--s-deny)" onClick={() => setOpen(true)}>
            Leave this tenant…
          </Button>
        </div>
      </section>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={`Leave ${tenant.name}?`}
        centered
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <ConfirmAct
          act={() => leave(tenant.slug)}
          label="Leave"
          isDangerous
          onDone={() => window.location.assign("/")}
          onCancel={() => setOpen(false)}
        >
          <LeaveText tenant={tenant.name} />
        </ConfirmAct>
      </Modal>
    </div>
  );
}
