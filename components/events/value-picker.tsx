"use client";
import { Combobox, UnstyledButton, useCombobox } from "@mantine/core";
import { IconChevronDown, IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import classes from "./filter-bar.module.css";
import type { NameBook } from "./name-book.ts";
import { shortId, visibleLine } from "./visible-text.ts";

interface Props {
  kind: "action" | "actor" | "target";
  label: string;
  hint: string;
  value: string | undefined;
  names: NameBook;
  onValue: (value: string | undefined) => void;
}

/** A filter by one value: choose what has been seen, or enter an id that has not. */
export function ValuePicker({ kind, label, hint, value, names, onValue }: Props) {
  const [search, setSearch] = useState("");
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch("");
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const options = combobox.dropdownOpened ? names.suggest(kind, search) : [];
  const typed = search.trim();
  const shown = value === undefined ? undefined : (names.of(kind, value) ?? visibleLine(shortId(value, 28)));

  return (
    <Combobox
      store={combobox}
      width={280}
      keepMounted={false}
      position="bottom-start"
      onOptionSubmit={(chosen) => {
        onValue(chosen);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target withAriaAttributes={false}>
        <div className={classes.pill} data-set={value !== undefined || undefined}>
          <UnstyledButton
            className={classes.pillButton}
            aria-haspopup="listbox"
            aria-expanded={combobox.dropdownOpened}
            aria-label={shown === undefined ? `Filter by ${kind}` : `${label}: ${shown}, change`}
            onClick={() => combobox.toggleDropdown()}
          >
            {value === undefined ? <IconPlus size={12} stroke={2} aria-hidden="true" /> : null}
            {label}
            {shown === undefined ? null : (
              <>
                <span className={classes.pillValue}>{shown}</span>
                <IconChevronDown size={12} stroke={2} aria-hidden="true" />
              </>
            )}
          </UnstyledButton>
          {value === undefined ? null : (
            <UnstyledButton
              className={classes.pillClear}
              aria-label={`Clear ${kind}`}
              onClick={() => onValue(undefined)}
            >
              <IconX size={12} stroke={2} aria-hidden="true" />
            </UnstyledButton>
          )}
        </div>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder={hint}
          aria-label={`${label} to filter by`}
        />
        <Combobox.Options className={classes.options} aria-label={`${label}s seen here`}>
          {options.map((option) => (
            <Combobox.Option key={option.value} value={option.value} active={option.value === value}>
              <span className={classes.optionLabel}>{option.label}</span>
              {option.hint ? <span className={classes.optionHint}>{visibleLine(shortId(option.hint, 30))}</span> : null}
            </Combobox.Option>
          ))}
          {typed && !options.some((option) => option.value === typed) ? (
            <Combobox.Option value={typed}>
              <span className={classes.optionLabel}>
                {kind === "action" ? "Action" : "Id"} is “{visibleLine(typed)}”
              </span>
            </Combobox.Option>
          ) : null}
          {options.length === 0 && !typed ? <Combobox.Empty>Nothing seen yet: type an id.</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
