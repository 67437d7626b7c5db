export * from "./event-input.ts";
export { categoryOf } from "./event-rules.ts";
export { canonicalAddress } from "./event-rules-values.ts";
export { AHEAD_MS_MAX } from "./event-times.ts";
export { type ParseContext, type ParsedEvent, type ParsedEvents, parseEvent, parseEvents } from "./parse-event.ts";
export { isPublicAddress } from "./public-address.ts";
export { parseStrictJson, type StrictJsonOptions } from "./strict-json.ts";
