import type {
  ActorInput,
  Category,
  ChangeInput,
  Crud,
  EventInput,
  Metadata,
  Outcome,
  Severity,
  SourceInput,
  TargetInput,
} from "#server/event-format/index.ts";
import type { Person } from "./person.ts";
import type { Random } from "./random.ts";

export interface DemoEvent {
  receivedAt: Date;
  event: EventInput;
}

/** Who acts, from where, and how they proved who they are. */
export interface Caller {
  actor: ActorInput;
  source: SourceInput;
  authMethod?: string;
  sessionId?: string;
  person?: Person;
}

/** What is done; the simulation adds who, when, how it ended and what surrounds it. */
export interface Act {
  action: string;
  category: Category;
  crud?: Crud;
  outcome?: Outcome;
  severity?: Severity;
  targets?: TargetInput[];
  environment?: string;
  via?: string;
  endpoint?: string;
  description?: string;
  changes?: ChangeInput[];
  metadata?: Metadata;
  origin?: string;
  raw?: string;
  imported?: boolean;
  appVersion?: string;
  /** An end that is certain, with the usual reason given for it; `outcome` is for acts that explain themselves. */
  forced?: Outcome;
  /** Share refused by authorization, beyond which `outcome` is success or failure. */
  deniedShare?: number;
  failedShare?: number;
  /** Runs when the act succeeded: what it leaves behind for later acts. */
  onSuccess?: () => void;
}

export interface Scene {
  at: number;
  random: Random;
  caller: Caller;
  /** Plans another act, `delayMs` from now. */
  later(delayMs: number, caller: Caller, activity: Activity): void;
}

/** Undefined when, the moment having come, there is nothing to do. */
export type Activity = (scene: Scene) => Act | undefined;

export type Repertoire = readonly (readonly [weight: number, activity: Activity])[];

export interface Planner {
  random: Random;
  /** First and last moment of the year that is generated. */
  start: number;
  until: number;
  plan(at: number, caller: Caller, activity: Activity): void;
}

export interface Machine {
  name: string;
  caller(at: number): Caller;
  activity: Activity;
  /** Mean count on a working day, at the middle of the year. */
  perDay: number;
  /** Weight of each UTC hour; 24 numbers. */
  rhythm: readonly number[];
  weekendShare: number;
  /** Regular machines are spread evenly with this share of jitter; others come at random. */
  jitter?: number;
  /** Days before the anchor between which the machine runs. */
  activeDays?: { from: number; to: number };
}

export interface Company {
  slug: "acme" | "globex";
  people: readonly Person[];
  machines: readonly Machine[];
  actionsPerDay: number;
  repertoire(person: Person): Repertoire;
  /** Agents that may do a person's action for them. */
  agents: Readonly<Record<string, { id: string; name: string }>>;
  commandClient: string;
  console: TargetInput;
  planDay(planner: Planner, day: number): void;
}
