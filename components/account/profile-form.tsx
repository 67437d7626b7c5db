"use client";
import { TextInput } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import type { Account } from "#server/people/index.ts";
import { useForm } from "../ui/form-state.ts";
import page from "../ui/page.module.css";
import classes from "./account.module.css";
import type { AccountActions } from "./account-actions.ts";
import { SaveRow } from "./save-row.tsx";

export function ProfileForm({ account, rename }: { account: Account; rename: AccountActions["rename"] }) {
  const [name, setName] = useState(account.name);
  const form = useForm(rename, () => ({ name }));
  return (
    <form
      className={page.card}
      aria-labelledby="profile-title"
      onChange={form.touched}
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <h2 id="profile-title">Profile</h2>
      <div className={classes.fields}>
        <TextInput
          label="Name"
          description="As your tenants see it; events of the past keep the old one"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
          autoComplete="name"
          error={form.faultOf("name")}
          required
          withAsterisk={false}
        />
        <TextInput
          label="E-mail"
          description="What you sign in with; it stays as it is"
          value={account.email}
          autoComplete="username"
          readOnly
        />
      </div>
      <dl className={page.pairs}>
        <div>
          <dt>Member of</dt>
          <dd className={classes.tenants}>
            {account.tenants.length === 0 ? "No tenant yet: ask an owner to invite you." : null}
            {account.tenants.map((tenant) => (
              <span key={tenant.slug}>
                <Link href={`/t/${tenant.slug}`} prefetch={false}>
                  {tenant.name}
                </Link>{" "}
                as {tenant.role.replaceAll("_", " ")}
                {tenant.suspended ? " (suspended)" : ""}
              </span>
            ))}
          </dd>
        </div>
      </dl>
      <SaveRow form={form} label="Save" isDisabled={name.trim() === account.name} />
    </form>
  );
}
