"use client";
import { Button, Group, Modal } from "@mantine/core";
import { useRouter } from "next/navigation";
import type { MemberSession } from "#server/sessions/index.ts";
import account from "../account/account.module.css";
import type { FormAnswer } from "../ui/form-state.ts";
import { useAct } from "../ui/use-act.ts";

export type EndSession = (tenant: string, input: { id: string }) => Promise<FormAnswer>;

interface Props {
  tenant: string;
  session: MemberSession;
  endSession: EndSession;
  onClose: () => void;
}

export function EndSessionDialog({ tenant, session, endSession, onClose }: Props) {
  const router = useRouter();
  const ending = useAct(
    () => endSession(tenant, { id: session.id }),
    () => {
      onClose();
      router.refresh();
    },
  );
  const { person, device } = session;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`End the session of ${person.name}?`}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className={account.stack}>
        <p>
          Ends 1 session at once, on {device.device}
          {session.ip ? ` at ${session.ip}` : ""}, in every tenant of {person.name}. Other sessions of theirs stay, and
          with the right password they can sign in again.
        </p>
        <div role="alert" className={account.fault}>
          {ending.fault?.message}
        </div>
        <Group justify="flex-end">
          <Button variant="default" size="xs" onClick={onClose}>
            Cancel
          </Button>
          <Button size="xs" color="red" loading={ending.isBusy} onClick={ending.act}>
            End session
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
