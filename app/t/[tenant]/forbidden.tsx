import { Notice } from "#components/ui/notice.tsx";

export default function TenantForbidden() {
  return (
    <Notice isPage title="Your role may not see this">
      Ask an owner of the tenant for a role that may. That you looked stands in the trail.
    </Notice>
  );
}
