"use client";
import { Drawer, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import {
  IconDiamond,
  IconFilter,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
} from "@tabler/icons-react";
import type { EventsAddress } from "./address.ts";
import type { ApiFault } from "./api-fault.ts";
import classes from "./facet.module.css";
import { Facet } from "./facet.tsx";
import type { RailChoice } from "./facet-fields.ts";
import { FacetMore } from "./facet-more.tsx";
import { type Edit, facetChoice, filterFor } from "./facet-query.ts";
import { countedFrom } from "./histogram-words.ts";
import type { NameBook } from "./name-book.ts";
import type { Explore } from "./use-explore.ts";

interface Props {
  tenant: string;
  address: EventsAddress;
  timeZone: string;
  explore: Explore;
  choice: RailChoice;
  onChoice: (choice: RailChoice) => void;
  names: NameBook;
  onEdit: Edit;
  /** On narrow screens the rail is a drawer. */
  isDrawerOpen: boolean;
  onDrawerClose: () => void;
}

/** The fields by which the list can be narrowed, with counts that follow the query and the range. */
export function FacetRail({ isDrawerOpen, onDrawerClose, ...props }: Props) {
  const isNarrow = useMediaQuery("(max-width: 1023px)", false);
  const { choice, onChoice } = props;
  if (isNarrow)
    return (
      <Drawer
        opened={isDrawerOpen}
        onClose={onDrawerClose}
        size={300}
        title="Filters"
        padding="sm"
        closeButtonProps={{ "aria-label": "Close filters" }}
      >
        <Facets {...props} />
      </Drawer>
    );
  if (choice.isCollapsed)
    return (
      <aside className={classes.strip} aria-label="Filters">
        <UnstyledButton
          className={classes.tool}
          aria-label="Show filters"
          title="Show filters"
          onClick={() => onChoice({ ...choice, isCollapsed: false })}
        >
          <IconLayoutSidebarLeftExpand size={16} stroke={1.6} aria-hidden="true" />
        </UnstyledButton>
      </aside>
    );
  return (
    <aside className={classes.rail} aria-label="Filters">
      <div className={classes.railHead}>
        <h2>Filters</h2>
        <UnstyledButton
          className={classes.tool}
          aria-label="Hide filters"
          title="Hide filters"
          onClick={() => onChoice({ ...choice, isCollapsed: true })}
        >
          <IconLayoutSidebarLeftCollapse size={16} stroke={1.6} aria-hidden="true" />
        </UnstyledButton>
      </div>
      <Facets {...props} />
    </aside>
  );
}

/** Paths come back folded. */
const isOf = (field: string) => (one: { field: string }) => one.field === field.toLowerCase();

function Facets({ explore, choice, onChoice, ...props }: Omit<Props, "isDrawerOpen" | "onDrawerClose">) {
  const bounded = explore.data?.facets[0];
  const toggle = (field: string) => {
    const closed = choice.closed.includes(field)
      ? choice.closed.filter((one) => one !== field)
      : [...choice.closed, field];
    onChoice({ ...choice, closed });
  };
  return (
    <>
      <div className={classes.first}>
        <AboutSealtrail q={props.address.q} onEdit={props.onEdit} />
        <FacetMore choice={choice} onChoice={onChoice} />
      </div>
      {bounded?.is_lower_bound ? (
        <p className={classes.note}>≥ at least so many{countedFrom(bounded, props.timeZone)}</p>
      ) : null}
      {explore.fault ? <p className={classes.note}>{faultText(explore.fault)}</p> : null}
      {(explore.fault ? [] : choice.fields).map((field) => (
        <Facet
          key={field}
          {...props}
          field={field}
          counted={explore.data?.facets.find(isOf(field))}
          refusal={explore.data?.refused.find(isOf(field))?.message}
          isStale={explore.isStale}
          isClosed={choice.closed.includes(field)}
          onToggle={() => toggle(field)}
        />
      ))}
    </>
  );
}

/** Once for all facets. */
const faultText = ({ fields, message }: ApiFault) =>
  fields.some(({ path }) => path === "q") ? "Nothing is counted until the query can be read." : message;

/** Opens the rail where it is a drawer. */
export function FiltersButton({ onClick }: { onClick: () => void }) {
  return (
    <UnstyledButton className={classes.open} onClick={onClick} aria-haspopup="dialog">
      <IconFilter size={13} stroke={1.8} aria-hidden="true" />
      Filters
    </UnstyledButton>
  );
}

/** What people and keys did in Sealtrail itself, alone. */
function AboutSealtrail({ q, onEdit }: { q: string; onEdit: Edit }) {
  const isOn = facetChoice(q, "origin").chosen.includes("sealtrail");
  return (
    <UnstyledButton
      className={classes.about}
      aria-pressed={isOn}
      title="What people and keys did in Sealtrail itself: sign-ins, searches, downloads"
      onClick={() => onEdit((now) => filterFor(now, "origin", "sealtrail"))}
    >
      <IconDiamond size={12} stroke={2} aria-hidden="true" />
      About Sealtrail
    </UnstyledButton>
  );
}
