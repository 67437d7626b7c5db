export {
  type AddressBlock,
  andNodes,
  canonicalBlock,
  fieldsOf,
  formatQuery,
  formatTerm,
  isAddressIn,
  orNodes,
  QUERY_CHARACTERS_MAX,
  QUERY_FIELDS,
  type Query,
  type QueryField,
  type QueryMatch,
  type QueryNode,
  type QueryTerm,
  WORD_PLACES,
  type WordPlace,
  wordsOf,
} from "#query";
export {
  COLUMN_FIELDS,
  type ColumnField,
  columnValue,
  compileQuery,
  type QueryTest,
  type RequiredValues,
  requiredValues,
} from "./compile-query.ts";
export { isExactInSql, queryBound, queryBranches, queryCondition } from "./conditions.sql.ts";
export { asksBeyond } from "./contradiction.ts";
export { openCursor, type Position, sealCursor } from "./cursor.ts";
export { EventFacts } from "./event-facts.ts";
export {
  holdsWords,
  type PathValue,
  pathsOf,
  textsOf,
  VALUE_FIELDS,
  type ValueField,
  valuesOf,
} from "./event-values.ts";
export { Literals } from "./literals.ts";
export { maskEvent, maskRecord, type ProvableEvent } from "./mask-event.ts";
export { hiddenFields, limitWords, refuseMasked } from "./masked-query.ts";
export {
  isMasked,
  MASKABLE,
  type MaskableField,
  type MaskPath,
  maskFault,
  readMasks,
  TAKEN_BY_ANY_MASK,
} from "./masks.ts";
export { alertedSeqs, fitsValue, folded, type MatchableEvent, matchesQuery } from "./match-query.ts";
export { Parameters } from "./parameters.ts";
export { parseQuery } from "./parse-query.ts";
export { masksSchema, type Scope, scopeSchema } from "./schemas.ts";
export {
  conditionsBeyond,
  EVERYTHING,
  isEverything,
  narrowView,
  scopeNode,
  type View,
  viewCovers,
  viewForm,
  viewOf,
} from "./view.ts";
export { withholdParts } from "./withhold-parts.ts";
