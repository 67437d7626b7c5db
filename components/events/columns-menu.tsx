"use client";
import { Popover, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconColumns3 } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import events from "./events.module.css";
import type { LayoutControl } from "./use-layout.ts";

/** Loaded when somebody is about to open the menu. */
const loadChoices = () => import("./columns-choices.tsx");
const ColumnsChoices = lazy(() => loadChoices().then((file) => ({ default: file.ColumnsChoices })));

/** Which columns there are, in which order, and which stay in sight. */
export function ColumnsMenu({ control }: { control: LayoutControl }) {
  const [isOpen, menu] = useDisclosure(false);
  return (
    <Popover opened={isOpen} onChange={menu.close} position="bottom-end" width={290} trapFocus shadow="md">
      <Popover.Target>
        <UnstyledButton
          className={events.choice}
          aria-expanded={isOpen}
          aria-label="Columns"
          onFocus={loadChoices}
          onPointerEnter={loadChoices}
          onClick={menu.toggle}
        >
          <IconColumns3 size={14} stroke={1.7} aria-hidden="true" />
          <span className={events.desktopOnly}>Columns</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Columns">
        <Suspense fallback={null}>
          <ColumnsChoices control={control} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
