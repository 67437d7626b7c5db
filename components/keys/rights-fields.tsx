"use client";
import { Checkbox } from "@mantine/core";
import type { Permission, PermissionText } from "#server/access/index.ts";
import type { AssignableRole } from "#server/members/index.ts";
import { RoleSelect } from "../members/role-select.tsx";
import { sightOf } from "../roles/role-draft.ts";
import page from "../ui/page.module.css";
import { type KeyChoices, rightsOfRole } from "./key-choices.ts";
import classes from "./keys.module.css";
import type { KeyForm } from "./use-key-form.ts";

const seenBy = (role: AssignableRole) => role.refusal ?? `Sees ${role.sees}`;

/** The role that a key acts within and, of a provisioning key, its rights. */
export function RightsFields({ form, choices }: { form: KeyForm; choices: KeyChoices }) {
  const { draft, edit, faultOf } = form;
  const role = choices.roles.find(({ name }) => name === draft.role);
  const isProviding = draft.kind === "provisioning";
  return (
    <section className={page.card} aria-labelledby="rights-title">
      <h2 id="rights-title">What it may do</h2>
      <div className={classes.fields}>
        <RoleSelect
          label="Role"
          description={
            isProviding
              ? "The key never does or sees more than this role does"
              : "The key may do what this role may, as far as its kind goes, and hand on no more"
          }
          classNames={{ option: classes.roleOption! }}
          roles={choices.roles}
          detail={seenBy}
          value={draft.role}
          onChange={(name) => edit({ role: name })}
          error={faultOf("role")?.message}
        />
        {role && isProviding ? (
          <p className={classes.roleSees}>
            The role sees {role.sees}.{role.refusal ? ` ${role.refusal}` : ""}
          </p>
        ) : null}
      </div>
      {isProviding ? <RightBoxes form={form} choices={choices} /> : null}
    </section>
  );
}

function RightBoxes({ form, choices }: { form: KeyForm; choices: KeyChoices }) {
  const { draft, edit, faultOf } = form;
  const held = rightsOfRole(choices.roles, draft.role);
  const { scope, masks } = sightOf(draft);
  const seesLess = scope !== null || masks.length > 0;
  return (
    <Checkbox.Group
      label="Rights"
      value={draft.rights.filter((right) => held.includes(right))}
      onChange={(rights) => edit({ rights: rights as Permission[] })}
      error={faultOf("permissions")?.message}
    >
      <div className={classes.rights}>
        {choices.rights.provisioning
          .filter(({ name }) => name !== "tenant.read")
          .map((right) => (
            <Checkbox
              key={right.name}
              value={right.name}
              label={right.label}
              description={detailOf(right, held.includes(right.name), seesLess)}
              disabled={!held.includes(right.name)}
            />
          ))}
      </div>
    </Checkbox.Group>
  );
}

function detailOf({ name, description }: PermissionText, isHeld: boolean, seesLess: boolean): string {
  if (!isHeld) return "The role does not allow this.";
  if (name === "events.read") return "List, filter and open the events that it sees.";
  if (name === "tiles.entries" && seesLess) return "Of no effect here: it takes a key without scope and masks.";
  return description;
}
