import type {
  Alert,
  AlertEntry,
  AlertLine,
  AlertList,
  AlertListInput,
  AlertMute,
  AssignmentInput,
  CommentInput,
  MuteInput,
  Resolution,
} from "#server/alerts/index.ts";
import type { FormAnswer } from "../ui/form-state.ts";

/** What the pages may ask the server to do; each is checked there again. */
export interface AlertActs {
  acknowledge(tenant: string, input: { ids: string[] }): Promise<FormAnswer<AlertLine[]>>;
  resolve(
    tenant: string,
    input: { ids: string[]; resolution: Resolution; note?: string },
  ): Promise<FormAnswer<AlertLine[]>>;
  reopen(tenant: string, input: { ids: string[] }): Promise<FormAnswer<AlertLine[]>>;
  assign(tenant: string, input: AssignmentInput): Promise<FormAnswer<AlertLine[]>>;
  comment(tenant: string, input: CommentInput): Promise<FormAnswer<AlertEntry>>;
  mute(tenant: string, input: MuteInput): Promise<FormAnswer<AlertMute & { muted: number }>>;
  endMute(tenant: string, input: { id: string }): Promise<FormAnswer<AlertMute>>;
  /** One page of the list. */
  list(tenant: string, input: AlertListInput): Promise<FormAnswer<AlertList>>;
}

/** Somebody who may be given an alert. */
export interface Assignee {
  id: string;
  name: string;
}

/** Who looks, and what they may do. */
export interface Triager {
  id: string;
  name: string;
  mayTriage: boolean;
  mayReadEvents: boolean;
}

/** The one dialog that is open, about these alerts. */
export interface AlertDialog {
  kind: "resolve" | "mute" | "assign";
  of: readonly (AlertLine | Alert)[];
}
