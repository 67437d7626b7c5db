import { Notice } from "../ui/notice.tsx";

/** In place of the charts, for a viewer whose role hides something. */
export function AnomaliesRefusal() {
  return (
    <Notice isPage title="Your role shows a part of the events">
      These charts count all events of the tenant, so that they need a role without scope and masks. Ask an owner of the
      tenant for one.
    </Notice>
  );
}
