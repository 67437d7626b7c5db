"use client";
import { Button, Combobox, useCombobox } from "@mantine/core";
import { IconChevronDown, IconHome2, IconUsers } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { SavedView } from "#server/views/index.ts";
import { BUILT_IN_VIEWS } from "./built-in-views.ts";
import type { Views } from "./use-views.ts";
import classes from "./views.module.css";

const BUILT_IN = "built-in:";

/** The button beside the page's title: which view is open, and a menu of all there are. */
export function ViewMenu({ views }: { views: Views }) {
  const [search, setSearch] = useState("");
  const combobox = useCombobox({
    onDropdownOpen: () => combobox.focusSearchInput(),
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch("");
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is found changes with what is typed
  useEffect(() => {
    if (search.trim()) combobox.selectFirstOption();
    else combobox.resetSelectedOption();
  }, [search]);
  const { current, builtIn, isMissing } = views;
  const fits = ({ name }: { name: string }) => name.toLowerCase().includes(search.trim().toLowerCase());
  const groups = [
    { label: "Private", views: views.list.filter((view) => !view.isShared && fits(view)) },
    { label: "Shared", views: views.list.filter((view) => view.isShared && fits(view)) },
  ].filter((group) => group.views.length > 0);
  const builtIns = BUILT_IN_VIEWS.filter(fits);
  const label = current?.name ?? builtIn?.name ?? (isMissing ? "View not there" : "Views");

  function choose(value: string) {
    combobox.closeDropdown();
    combobox.focusTarget();
    if (value.startsWith(BUILT_IN)) views.openBuiltIn(value.slice(BUILT_IN.length));
    else {
      const view = views.list.find((one) => one.id === value);
      if (view) views.open(view);
    }
  }
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={choose}
      withinPortal={false}
      width={300}
      position="bottom-start"
      shadow="md"
      offset={6}
    >
      <Combobox.Target targetType="button">
        <Button
          variant="default"
          size="xs"
          className={classes.button}
          rightSection={<IconChevronDown size={14} stroke={1.7} aria-hidden="true" />}
          onClick={() => combobox.toggleDropdown()}
          aria-label={`View: ${label}`}
        >
          {label}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown className={classes.dropdown}>
        <Combobox.Search
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
          }}
          placeholder="Find a view"
          aria-label="Find a view"
        />
        <Combobox.Options className={classes.options} aria-label="Views">
          {groups.map((group) => (
            <Combobox.Group key={group.label} label={group.label}>
              {group.views.map((view) => (
                <Combobox.Option key={view.id} value={view.id} active={view === current}>
                  <ViewLine view={view} role={views.reader?.role} />
                </Combobox.Option>
              ))}
            </Combobox.Group>
          ))}
          {builtIns.length > 0 ? (
            <Combobox.Group label="Built in">
              {builtIns.map(({ name, q }) => (
                <Combobox.Option key={name} value={BUILT_IN + q} active={builtIn?.q === q}>
                  <span className={classes.line}>
                    <span className={classes.lineName}>{name}</span>
                  </span>
                </Combobox.Option>
              ))}
            </Combobox.Group>
          ) : null}
          {groups.length + builtIns.length === 0 ? <Combobox.Empty>No view is called that</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function ViewLine({ view, role }: { view: SavedView; role: string | undefined }) {
  const isOwnDefault = role !== undefined && view.defaultOf.includes(role);
  return (
    <span className={classes.line}>
      <span className={classes.lineName}>{view.name}</span>
      {isOwnDefault ? (
        <span className={classes.mark} title="Your role opens with it">
          <IconHome2 size={13} stroke={1.6} aria-label="your role opens with it" />
        </span>
      ) : null}
      {view.isShared ? (
        <span className={classes.owner}>
          <IconUsers size={13} stroke={1.6} aria-hidden="true" />
          {view.isOwn ? "by you" : view.owner === null ? "by a former member" : `by ${view.owner}`}
        </span>
      ) : null}
    </span>
  );
}
