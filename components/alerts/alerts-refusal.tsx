import { Notice } from "../ui/notice.tsx";

/** In place of alerts, for a viewer whose role hides something. */
export function AlertsRefusal() {
  return (
    <Notice isPage title="Your role shows a part of the events">
      Alerts tell what stands in any event and any field, so that they need a role without scope and masks. Ask an owner
      of the tenant for one.
    </Notice>
  );
}
