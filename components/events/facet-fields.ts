export interface FacetField {
  field: string;
  label: string;
}

export const FACETS_FIRST: FacetField[] = [
  { field: "outcome", label: "Outcome" },
  { field: "action", label: "Action" },
  { field: "actor.id", label: "Actor" },
  { field: "country", label: "Country" },
  { field: "env", label: "Environment" },
  { field: "category", label: "Category" },
];

const FACETS_MORE: FacetField[] = [
  { field: "target.id", label: "Target" },
  { field: "target.type", label: "Target type" },
  { field: "actor.type", label: "Actor type" },
  { field: "severity", label: "Severity" },
  { field: "crud", label: "Kind of change" },
  { field: "via", label: "Via" },
  { field: "auth", label: "Signed in by" },
  { field: "city", label: "City" },
  { field: "ip", label: "Address" },
  { field: "session", label: "Session" },
  { field: "key", label: "Key" },
  { field: "origin", label: "Origin" },
];

export const FACET_FIELDS: FacetField[] = [...FACETS_FIRST, ...FACETS_MORE];

/** `metadata.` and a path of letters, digits, dots, underscores and hyphens. */
export const isMetadataField = (field: string): boolean => /^metadata\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(field);

export const facetLabel = (field: string): string => FACET_FIELDS.find((one) => one.field === field)?.label ?? field;

/** What a person chose to see in the rail of a tenant. */
export interface RailChoice {
  fields: string[];
  closed: string[];
  isCollapsed: boolean;
}

export const RAIL_FIRST: RailChoice = {
  fields: FACETS_FIRST.map(({ field }) => field),
  closed: [],
  isCollapsed: false,
};

/** As many as the server counts in one go. */
export const FACETS_MAX = 12;

/** The choice that a browser kept, without what is no facet; the first one where it kept none. */
export function readRailChoice(text: string | undefined | null): RailChoice {
  try {
    const kept = JSON.parse(text ?? "null");
    const names = (list: unknown) =>
      Array.isArray(list)
        ? [...new Set(list)].filter(
            (one) => FACET_FIELDS.some(({ field }) => field === one) || isMetadataField(String(one)),
          )
        : undefined;
    return {
      fields: (names(kept?.fields) ?? RAIL_FIRST.fields).slice(0, FACETS_MAX),
      closed: names(kept?.closed) ?? [],
      isCollapsed: kept?.isCollapsed === true,
    };
  } catch {
    return RAIL_FIRST;
  }
}

/** Shows or hides a facet; those of the common fields stand in their order, what was added after them. */
export function toggleFacet(choice: RailChoice, field: string): RailChoice {
  if (choice.fields.includes(field)) return { ...choice, fields: choice.fields.filter((one) => one !== field) };
  const place = (one: string) => {
    const at = FACET_FIELDS.findIndex((known) => known.field === one);
    return at === -1 ? FACET_FIELDS.length : at;
  };
  const fields = [...choice.fields, field].sort((a, b) => place(a) - place(b));
  return fields.length > FACETS_MAX ? choice : { ...choice, fields };
}
