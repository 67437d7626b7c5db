import { listEvents } from "#server/events/index.ts";
import { viewer } from "../../../_entry/viewer.ts";

export default async function Events({ params }: { params: Promise<{ tenant: string }> }) {
  const { context } = await viewer(params, "/events");
  const page = await listEvents(context, { limit: 50 });
  return <pre>{page.records.map((record) => `${record.seq} ${record.event.action}\n`)}</pre>;
}
