export { type ImportResult, importRecords } from "./import-records.ts";
