import type {
  ActorInput,
  Category,
  Crud,
  Outcome,
  Severity,
  SourceInput,
  TargetInput,
} from "#server/event-format/index.ts";
import type { NativeObject } from "./native-json.ts";

export type SystemName = "cloudtrail" | "kubernetes";

/** How the records of a system may be wrapped by whoever ships them. */
export interface Envelope {
  /** Members of an object whose array holds the records. */
  lists: readonly string[];
  /** Paths of the one member that holds a record, as an object or as a string of JSON. */
  members: readonly (readonly string[])[];
}

export interface NativeTime {
  field: string;
  value: unknown;
  /** Set where the time is not the system's own, such as that of a log shipper. */
  borrowed?: boolean;
}

/** What a system's mapping found in a record, not yet fitted to the event's limits. */
export interface Mapping {
  nativeId?: string;
  /** In order of preference: the first readable one is taken. */
  times: NativeTime[];
  action: string;
  category: Category;
  crud?: Crud;
  outcome: Outcome;
  severity: Severity;
  authMethod?: string;
  actor: ActorInput;
  targets: TargetInput[];
  source: SourceInput;
  sessionId?: string;
  requestId?: string;
  description?: string;
  metadata: Record<string, unknown>;
}

export interface Source {
  readonly system: SystemName;
  /** `origin.system` of its events, and the first part of the action of a record that cannot be mapped. */
  readonly origin: string;
  readonly title: string;
  readonly envelope: Envelope;
  /** Whether an object is a record of this system, rather than a wrapper around some or something else. */
  recognises(record: NativeObject): boolean;
  /** Throws `UnmappedError` for a record it cannot map; only ever given what it recognises. */
  map(record: NativeObject): Mapping;
}

/** Says why a record cannot become an event of its system; the message is kept in the event's metadata. */
export class UnmappedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "UnmappedError";
  }
}
