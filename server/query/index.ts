export { Parameters, queryConditions, WITHOUT_READS } from "./conditions.sql.ts";
export { openCursor, type Position, sealCursor } from "./cursor.ts";
export { formatTerm, parseQuery, QUERY_FIELDS, type Query, type QueryField, type QueryTerm } from "./parse-query.ts";
export { EVERYTHING, type View, viewCovers, viewOf } from "./view.ts";
