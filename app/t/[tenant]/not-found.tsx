import { NothingHere } from "#components/ui/nothing-here.tsx";

export default function TenantNotFound() {
  return <NothingHere />;
}
