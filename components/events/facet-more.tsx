import { Button, Checkbox, Popover, TextInput, UnstyledButton } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { visibleLine } from "#wording";
import classes from "./facet.module.css";
import { FACET_FIELDS, FACETS_MAX, isMetadataField, type RailChoice, toggleFacet } from "./facet-fields.ts";

interface Props {
  choice: RailChoice;
  onChoice: (choice: RailChoice) => void;
}

/** Which fields stand in the rail: the common ones by name, any of the metadata by its path. */
export function FacetMore({ choice, onChoice }: Props) {
  const [path, setPath] = useState("");
  const own = choice.fields.filter(isMetadataField);
  const isFull = choice.fields.length >= FACETS_MAX;
  const field = `metadata.${path.trim().replace(/^metadata\./, "")}`;
  const isWrong = path.trim() !== "" && !isMetadataField(field);
  const options = [...FACET_FIELDS, ...own.map((name) => ({ field: name, label: visibleLine(name) }))];

  function add(event: FormEvent) {
    event.preventDefault();
    if (!isMetadataField(field) || isFull) return;
    if (!choice.fields.includes(field)) onChoice(toggleFacet(choice, field));
    setPath("");
  }

  return (
    <Popover position="bottom-start" shadow="md" trapFocus width={250} hideDetached={false}>
      <Popover.Target>
        <UnstyledButton className={classes.tool} aria-label="More fields" title="More fields">
          <IconAdjustmentsHorizontal size={15} stroke={1.7} aria-hidden="true" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={12}>
        <fieldset className={classes.fields}>
          <legend>Fields, at most {FACETS_MAX}</legend>
          {options.map((option) => {
            const isShown = choice.fields.includes(option.field);
            return (
              <Checkbox
                key={option.field}
                size="xs"
                label={option.label}
                checked={isShown}
                disabled={isFull && !isShown}
                onChange={() => onChoice(toggleFacet(choice, option.field))}
              />
            );
          })}
        </fieldset>
        <form onSubmit={add} className={classes.add}>
          <TextInput
            size="xs"
            label="Metadata"
            placeholder="ticket or order.region"
            value={path}
            onChange={(event) => setPath(event.currentTarget.value)}
            error={isWrong ? "A path such as order.region" : undefined}
          />
          <Button type="submit" size="xs" variant="default" disabled={path.trim() === "" || isWrong || isFull}>
            Add
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
