export { type AppendEventsOptions, type AppendedEvents, appendDrafts, appendEvents } from "./append-events.ts";
export { COUNT_MS_MAX } from "./covered.ts";
export { type EventRecord, type EventRow, leafBytesOf } from "./event-record.ts";
export { type Exploration, type ExploreInput, exploreEvents } from "./explore-events.ts";
export { getEvent } from "./get-event.ts";
export { type Facet, type FacetInput, getFacet } from "./get-facet.ts";
export { getHistogram, type Histogram, type HistogramInput, INTERVALS, type Interval } from "./get-histogram.ts";
export { type EventProof, getProof } from "./get-proof.ts";
export { type EventPage, type ListEventsInput, listEvents } from "./list-events.ts";
export { type PreviewViewInput, previewView, type ViewPreview } from "./preview-view.ts";
export { reachDetails } from "./reach.ts";
export { type FeedCaller, type FeedPage, type ReadFeedInput, readFeed } from "./read-feed.ts";
export { type OpenTailInput, openTail, type Tail } from "./tail-events.ts";
export {
  COUNTED_FIELDS,
  type CountedField,
  readLeaves,
  type Selection,
  tallyVisible,
  type VisibleEvent,
  type VisibleRecord,
} from "./visible-events.sql.ts";
export {
  listEvidence,
  listForFile,
  type VisibleEvidence,
  type VisibleRow,
  type VisibleRows,
} from "./visible-exports.sql.ts";
