"use client";
import { Select } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Views } from "./use-views.ts";

interface Props {
  views: Views;
  label: string;
  placeholder?: string;
  isClearable?: boolean;
  value: string | null;
  onChange: (role: string | null) => void;
}

/** The tenant's roles; the reader's own alone where the others cannot be read. */
export function RoleSelect({ views, label, placeholder, isClearable, value, onChange }: Props) {
  const { tenant, reader } = views;
  const { role, maySeeRoles } = reader!;
  const [roles, setRoles] = useState([role]);
  useEffect(() => {
    if (!maySeeRoles) return;
    const stop = new AbortController();
    fetch(`/api/v1/roles?tenant=${encodeURIComponent(tenant)}`, { signal: stop.signal })
      .then(async (answer) => {
        if (!answer.ok) return;
        const body: { roles: { name: string }[] } = await answer.json();
        setRoles(body.roles.map(({ name }) => name));
      })
      .catch(() => {});
    return () => stop.abort();
  }, [tenant, maySeeRoles]);
  return (
    <Select
      label={label}
      {...(placeholder ? { placeholder } : {})}
      clearable={isClearable ?? false}
      allowDeselect={isClearable ?? false}
      data={roles.map((name) => ({ value: name, label: name.replaceAll("_", " ") }))}
      value={value}
      onChange={onChange}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
