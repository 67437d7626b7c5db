import type { Export, ExportFormat, ExportPreview, ExportSchedule, Period } from "#server/exports/index.ts";
import { type ApiAnswer, type ApiFault, apiGet, apiPath, apiSend } from "../events/api-fault.ts";

export type { Export, ExportFormat, ExportPreview, ExportSchedule, Period };

/** Which events, and how they stand in the file: what is on the screen. */
export interface Selection {
  q: string;
  order: "newest" | "oldest";
  reads: "show" | "hide";
  timeZone: string;
  columns: readonly string[];
  from?: string;
  to?: string;
}

export interface ScheduleDraft extends Omit<Selection, "from" | "to"> {
  name: string;
  period: Period;
  hour: number;
  format: ExportFormat;
  recipients: readonly string[];
}

export type Answer<T> = { value: T; fault?: never } | { value?: never; fault: ApiFault };

const camel = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** An answer of the machine API with the names that verbs give. */
export function fromApi<T>(body: unknown): T {
  const convert = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(convert);
    if (one === null || typeof one !== "object") return one;
    return Object.fromEntries(Object.entries(one).map(([name, member]) => [camel(name), convert(member)]));
  };
  return convert(body) as T;
}

/** The members of a body with the names of the machine API. */
export const toApi = (body: object): object =>
  Object.fromEntries(Object.entries(body).map(([name, member]) => [snake(name), member]));

async function read<T>(asked: Promise<ApiAnswer>, of = (body: unknown) => body): Promise<Answer<T>> {
  const { response, fault } = await asked;
  if (fault) return { fault };
  return { value: fromApi<T>(of(response.status === 204 ? null : await response.json())) };
}

/** The machine API of exports and their schedules, asked as the person who is signed in. */
export function exportApi(tenant: string) {
  const path = (rest: string, more: Record<string, string | undefined> = {}) =>
    apiPath(`/api/v1/${rest}`, { tenant, ...more });
  const one = (id: string, act = "") => path(`exports/${encodeURIComponent(id)}${act}`);
  const schedule = (id: string) => path(`export-schedules/${encodeURIComponent(id)}`);
  return {
    preview: (selection: Selection) => read<ExportPreview>(apiSend("POST", path("export-previews"), toApi(selection))),
    create: (selection: Selection, format: ExportFormat) =>
      read<Export>(apiSend("POST", path("exports"), toApi({ ...selection, format }))),
    get: (id: string, signal?: AbortSignal) => read<Export>(apiGet(one(id), signal)),
    older: (before: string) => read<{ exports: Export[]; hasMore: boolean }>(apiGet(path("exports", { before }))),
    cancel: (id: string) => read<Export>(apiSend("POST", one(id, "/cancel"))),
    retry: (id: string) => read<Export>(apiSend("POST", one(id, "/retry"))),
    deleteFile: (id: string) => read<Export>(apiSend("DELETE", one(id, "/file"))),
    makeLink: (id: string) => read<{ url: string; expiresAt: string }>(apiSend("POST", one(id, "/link"))),
    /** Where the file is downloaded. */
    fileHref: (id: string) => one(id, "/file"),
    createSchedule: (draft: ScheduleDraft) =>
      read<ExportSchedule>(apiSend("POST", path("export-schedules"), toApi(draft))),
    updateSchedule: (id: string, change: Partial<ScheduleDraft> & { isPaused?: boolean }) =>
      read<ExportSchedule>(apiSend("PATCH", schedule(id), toApi(change))),
    deleteSchedule: (id: string) => read<null>(apiSend("DELETE", schedule(id))),
  };
}

export type ExportApi = ReturnType<typeof exportApi>;
