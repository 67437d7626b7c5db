export { type AppendEventsOptions, type AppendedEvents, appendDrafts, appendEvents } from "./append-events.ts";
export { getEvent } from "./get-event.ts";
export { type EventProof, getProof } from "./get-proof.ts";
export { type EventPage, type ListEventsInput, listEvents } from "./list-events.ts";
export { type EventRecord, type EventRow, leafBytesOf } from "./read-event.sql.ts";
export { type NewEvents, openTail, type Tail } from "./tail-events.ts";
