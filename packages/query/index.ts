export { canonicalAddress } from "./address.ts";
export { type AddressBlock, addressesIn, canonicalBlock, isAddressIn } from "./address-block.ts";
export { ACTOR_TYPES, CATEGORIES, CRUD, OUTCOMES, SEVERITIES } from "./choices.ts";
export { fieldNameIn, foldedField } from "./field-names.ts";
export { FIELD_RULES, type FieldRule, OPTIONAL_THINGS, type OptionalThing, ruleOf } from "./field-rules.ts";
export { formatQuery, formatTerm } from "./format-query.ts";
export { type ReadQuery, readQuery } from "./read-query.ts";
export { type PieceValue, QUERY_CHARACTERS_MAX, type QueryFault, type QueryPiece } from "./reader.ts";
export {
  andNodes,
  fieldsOf,
  type NamedField,
  orNodes,
  QUERY_FIELDS,
  type Query,
  type QueryField,
  type QueryMatch,
  type QueryNode,
  type QueryTerm,
  WORD_PLACES,
  type WordPlace,
} from "./syntax.ts";
export type { TimeSetting } from "./time-spans.ts";
export { fieldsAt, zonedMs } from "./time-spans.ts";
export { wordsOf } from "./words.ts";
