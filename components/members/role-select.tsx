import { Select, type SelectProps } from "@mantine/core";
import type { AssignableRole } from "#server/members/index.ts";
import { roleText } from "./member-acts.ts";
import classes from "./members.module.css";

interface Props extends Omit<SelectProps, "data" | "value" | "onChange" | "renderOption"> {
  roles: AssignableRole[];
  value: string | null;
  onChange: (role: string) => void;
  /** What stands below a role's name; what it is for when absent. */
  detail?: (role: AssignableRole) => string;
}

const purposeOf = (role: AssignableRole) => (role.refusal ? "Beyond your own role" : role.description || role.sees);

/** Roles with what they are for; those beyond one's own are shown and cannot be chosen. */
export function RoleSelect({ roles, value, onChange, detail = purposeOf, ...rest }: Props) {
  const byName = new Map(roles.map((role) => [role.name, role]));
  return (
    <Select
      {...rest}
      allowDeselect={false}
      checkIconPosition="right"
      comboboxProps={{ width: 320, position: "bottom-start", shadow: "md" }}
      maxDropdownHeight={360}
      data={roles.map(({ name, refusal }) => ({
        value: name,
        label: roleText(name),
        disabled: refusal !== undefined,
      }))}
      value={value}
      onChange={(role) => role !== null && onChange(role)}
      renderOption={({ option }) => <RoleOption role={byName.get(option.value)!} detail={detail} />}
    />
  );
}

function RoleOption({ role, detail }: { role: AssignableRole; detail: (role: AssignableRole) => string }) {
  return (
    <span className={classes.option}>
      <b>{roleText(role.name)}</b>
      <span>{detail(role)}</span>
    </span>
  );
}
