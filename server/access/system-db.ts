import { runtime } from "../runtime.ts";

/**
 * The app role before a tenant is known: it reaches the definer functions of sealtrail_access and nothing of a tenant, since no
 * tenant is set. For server/access and server/jobs only.
 */
export async function systemQuery<Row>(text: string, ...values: unknown[]): Promise<Row[]> {
  return runtime().database.prisma.$queryRawUnsafe<Row[]>(text, ...values);
}

/** The single value of a single row. */
export async function systemValue<Value>(text: string, ...values: unknown[]): Promise<Value> {
  const rows = await systemQuery<{ value: Value }>(`SELECT ${text} AS value`, ...values);
  return rows[0]!.value;
}

/** Calls a function that returns nothing. */
export async function systemCall(text: string, ...values: unknown[]): Promise<void> {
  await runtime().database.prisma.$executeRawUnsafe(`SELECT ${text}`, ...values);
}
