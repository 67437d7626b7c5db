"use client";
import { Modal, Select, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { OpenTenantInput } from "#server/operators/index.ts";
import { type FormAnswer, useForm } from "../ui/form-state.ts";
import { DialogFooter } from "./dialog-footer.tsx";
import { LinkDialog, type SentLink } from "./link-dialog.tsx";
import classes from "./operator.module.css";

export type OpenTenant = (input: OpenTenantInput) => Promise<FormAnswer<{ invitation: SentLink }>>;

interface Props {
  timeZones: string[];
  open: OpenTenant;
  onClose: () => void;
}

const slugOf = (name: string) =>
  name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);

export function NewTenantDialog({ timeZones, open, onClose }: Props) {
  const router = useRouter();
  const [name, setName] = useState("");
  const [slug, setSlug] = useState<string | null>(null);
  const [timeZone, setTimeZone] = useState("UTC");
  const [ownerEmail, setOwnerEmail] = useState("");
  const [made, setMade] = useState<SentLink | null>(null);
  const form = useForm(
    async (input: OpenTenantInput) => {
      const answer = await open(input);
      if (answer.value) setMade(answer.value.invitation);
      return answer;
    },
    () => ({ name, slug: slug ?? slugOf(name), timeZone, ownerEmail }),
  );
  const close = () => {
    onClose();
    router.refresh();
  };
  if (made) return <LinkDialog title={`${name} is ready`} email={ownerEmail} sent={made} onClose={close} />;
  return (
    <Modal opened onClose={onClose} title="New tenant" centered closeButtonProps={{ "aria-label": "Close" }}>
      <form
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={form.faultOf("name")}
          maxLength={100}
          required
          data-autofocus
        />
        <TextInput
          label="Short name"
          description="Part of its address, for good"
          value={slug ?? slugOf(name)}
          onChange={(event) => setSlug(event.currentTarget.value)}
          error={form.faultOf("slug")}
          maxLength={63}
          required
        />
        <Select
          label="Time zone"
          data={timeZones.includes("UTC") ? timeZones : ["UTC", ...timeZones]}
          value={timeZone}
          onChange={(value) => value && setTimeZone(value)}
          searchable
          limit={60}
          error={form.faultOf("timeZone")}
        />
        <TextInput
          type="email"
          label="First owner"
          description="Is invited by e-mail, or by a link that you pass on"
          placeholder="ana@example.com"
          value={ownerEmail}
          onChange={(event) => setOwnerEmail(event.currentTarget.value)}
          error={form.faultOf("ownerEmail") ?? form.faultOf("email")}
          required
        />
        <DialogFooter form={form} onClose={onClose}>
          Make the tenant
        </DialogFooter>
      </form>
    </Modal>
  );
}
