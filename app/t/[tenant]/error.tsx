"use client";
import { PageFailure } from "#components/ui/page-failure.tsx";

export default function TenantError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageFailure digest={error.digest} retry={reset} />;
}
