"use client";
import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import {
  IconBuildingCommunity,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from "@tabler/icons-react";
import Link from "next/link";
import { useTransition } from "react";
import classes from "./navigation.module.css";

interface Props {
  person: { name: string; email: string; role: string; operator: boolean };
  signOut: () => Promise<void>;
}

const initials = (name: string) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => Array.from(word)[0])
    .slice(0, 2)
    .join("")
    .toUpperCase();

const SCHEMES = [
  { value: "light", label: "Light", Icon: IconSun },
  { value: "dark", label: "Dark", Icon: IconMoon },
  { value: "auto", label: "As the system", Icon: IconDeviceDesktop },
] as const;

function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const isMounted = useMounted();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label="Theme"
      value={isMounted ? colorScheme : "auto"}
      onChange={setColorScheme}
      data={SCHEMES.map(({ value, label, Icon }) => ({
        value,
        label: (
          <>
            <Icon size={15} stroke={1.6} style={{ display: "block", margin: "1px auto" }} aria-hidden="true" />
            <VisuallyHidden>{label}</VisuallyHidden>
          </>
        ),
      }))}
    />
  );
}

export function PersonMenu({ person, signOut }: Props) {
  const [isLeaving, startLeaving] = useTransition();
  return (
    <Menu position="top-start" width={204} closeOnItemClick={false}>
      <Menu.Target>
        <UnstyledButton className={classes.person} aria-label={`${person.name}: account and theme`}>
          <span className={classes.avatar} aria-hidden="true">
            {initials(person.name)}
          </span>
          <span className={classes.personText}>
            <b>{person.name}</b>
            <span>{person.role}</span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{person.email}</Menu.Label>
        <div style={{ padding: "2px 8px 8px" }}>
          <ThemeSwitch />
        </div>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          href="/account"
          leftSection={<IconUserCircle size={15} stroke={1.6} aria-hidden="true" />}
        >
          Account
        </Menu.Item>
        {person.operator ? (
          <Menu.Item
            component={Link}
            href="/operator"
            leftSection={<IconBuildingCommunity size={15} stroke={1.6} aria-hidden="true" />}
          >
            Operator
          </Menu.Item>
        ) : null}
        <Menu.Item
          leftSection={<IconLogout size={15} stroke={1.6} />}
          disabled={isLeaving}
          onClick={() => startLeaving(() => signOut())}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
