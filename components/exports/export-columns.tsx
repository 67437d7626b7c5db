import { TimeAgo } from "../events/time-ago.tsx";
import { aheadText, dayText } from "../keys/key-words.ts";
import type { DataColumn } from "../ui/data-table.tsx";
import { plural } from "../ui/numbers.ts";
import { ExportActs } from "./export-acts.tsx";
import type { Export } from "./export-api.ts";
import type { ExportAct } from "./export-dialogs.tsx";
import { ExportState } from "./export-state.tsx";
import { rangeText, seconds, sizeText, stateAt } from "./export-words.ts";
import classes from "./exports.module.css";
import { FileHash } from "./file-hash.tsx";
import { formatName } from "./format-choices.ts";
import parts from "./parts.module.css";
import { QueryWords } from "./query-words.tsx";

interface Options {
  tenant: { slug: string; timeZone: string };
  paceOf: (id: string) => number | undefined;
  nowMs: number;
  onOpen: (id: string) => void;
  onAct: (act: ExportAct) => void;
  onChange: (now: Export) => void;
}

const NONE = <span className={parts.off}>–</span>;

/** What the list says of an export. */
export function exportColumns({ tenant, paceOf, nowMs, onOpen, onAct, onChange }: Options): DataColumn<Export>[] {
  return [
    {
      id: "what",
      header: "What",
      cell: (of) => (
        <span className={classes.what}>
          <a
            href={`/t/${tenant.slug}/exports?export=${of.id}`}
            className={classes.name}
            aria-label={`${formatName(of.format)} of ${of.query || "all events"}`}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              onOpen(of.id);
            }}
          >
            {formatName(of.format)}
          </a>
          <QueryWords q={of.query} setting={{ nowMs: Date.parse(of.createdAt), timeZone: of.timeZone }} />
          <small>{rangeText(of, of.timeZone)}</small>
        </span>
      ),
    },
    {
      id: "state",
      header: "State",
      width: "184px",
      cell: (of) => <ExportState of={of} pace={paceOf(of.id)} nowMs={nowMs} />,
    },
    {
      id: "file",
      header: "File",
      width: "176px",
      cell: (of) =>
        of.bytes === null || of.sha256 === null ? (
          NONE
        ) : (
          <span className={classes.what}>
            <span className={classes.figures}>
              {plural(of.rowsDone, "row")} · {sizeText(of.bytes)}
            </span>
            <FileHash sha256={of.sha256} />
          </span>
        ),
    },
    {
      id: "who",
      header: "By",
      width: "112px",
      cell: (of) => (
        <span className={classes.what}>
          <span>{of.isOwn ? "you" : of.maker.name}</span>
          {of.maker.type === "key" ? <small>key</small> : null}
          {of.scheduleId ? <small>scheduled</small> : null}
        </span>
      ),
    },
    {
      id: "made",
      header: "Asked for",
      width: "98px",
      cell: (of) => <TimeAgo at={of.createdAt} timeZone={tenant.timeZone} />,
    },
    {
      id: "expires",
      header: "Expires",
      width: "104px",
      cell: (of) =>
        of.expiresAt === null ? (
          NONE
        ) : (
          <time dateTime={of.expiresAt} title={seconds(of.expiresAt, tenant.timeZone)} className={classes.day}>
            {stateAt(of, nowMs) === "expired" ? dayText(of.expiresAt, tenant.timeZone) : aheadText(of.expiresAt, nowMs)}
          </time>
        ),
    },
    {
      id: "acts",
      header: "Actions",
      isHeaderHidden: true,
      width: "150px",
      align: "end",
      cell: (of) => (
        <ExportActs tenant={tenant.slug} of={of} nowMs={nowMs} onOpen={onOpen} onAct={onAct} onChange={onChange} />
      ),
    },
  ];
}
