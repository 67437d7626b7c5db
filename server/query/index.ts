export { type AddressBlock, canonicalBlock, isAddressIn } from "./address-block.ts";
export { isExactInSql, queryBound, queryBranches, queryCondition } from "./conditions.sql.ts";
export { asksBeyond } from "./contradiction.ts";
export { openCursor, type Position, sealCursor } from "./cursor.ts";
export {
  holdsWords,
  type PathValue,
  pathsOf,
  textsOf,
  VALUE_FIELDS,
  type ValueField,
  valuesOf,
} from "./event-values.ts";
export { formatQuery, formatTerm } from "./format-query.ts";
export { maskEvent, maskRecord } from "./mask-event.ts";
export { limitWords, refuseMasked } from "./masked-query.ts";
export {
  isMasked,
  MASKABLE,
  type MaskableField,
  type MaskPath,
  maskFault,
  readMasks,
  TAKEN_BY_ANY_MASK,
} from "./masks.ts";
export { fitsValue, folded, type MatchableEvent, matchesQuery } from "./match-query.ts";
export { Parameters } from "./parameters.ts";
export { parseQuery } from "./parse-query.ts";
export { masksSchema, type Scope, scopeSchema } from "./schemas.ts";
export {
  andNodes,
  fieldsOf,
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
export { wordsOf } from "./words.ts";
