export function LeaveText({ tenant }: { tenant: string }) {
  return (
    <p>You lose {tenant} at once and need a new invitation to come back. Your account and your other tenants stay.</p>
  );
}
