"use client";
import { Modal, NumberInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { TenantNumbers } from "#server/operators/index.ts";
import type { TenantLimits } from "#server/tenants/index.ts";
import { type FormAnswer, useForm } from "../ui/form-state.ts";
import { DialogFooter } from "./dialog-footer.tsx";
import classes from "./operator.module.css";

interface Props {
  tenant: TenantNumbers;
  defaults: Record<keyof TenantLimits, number>;
  save: (input: { id: string; limits: TenantLimits }) => Promise<FormAnswer>;
  onClose: () => void;
}

const FIELDS: readonly [keyof TenantLimits, string][] = [
  ["members", "Members and pending invitations"],
  ["roles", "Custom roles"],
  ["keys", "Keys that are not revoked"],
  ["keyDays", "Longest life of a provisioning key, days"],
];

export function LimitsDialog({ tenant, defaults, save, onClose }: Props) {
  const [limits, setLimits] = useState<TenantLimits>(tenant.limits);
  const form = useForm(save, () => ({ id: tenant.id, limits }));
  useEffect(() => {
    if (form.isSaved) onClose();
  }, [form.isSaved, onClose]);
  const set = (name: keyof TenantLimits, value: string | number) => {
    const { [name]: _, ...others } = limits;
    setLimits(typeof value === "number" ? { ...others, [name]: value } : others);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Limits of ${tenant.name}`}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <p>Empty takes the default. What there is already stays; only more is refused.</p>
        {FIELDS.map(([name, label]) => (
          <NumberInput
            key={name}
            label={label}
            placeholder={`${defaults[name]} (default)`}
            value={limits[name] ?? ""}
            onChange={(value) => set(name, value)}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            error={form.faultOf(`limits.${name}`) ?? form.faultOf(name)}
          />
        ))}
        <DialogFooter form={form} onClose={onClose}>
          Save
        </DialogFooter>
      </form>
    </Modal>
  );
}
