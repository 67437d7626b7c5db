import { runtime } from "../runtime.ts";

/**
 * One statement on the way of every request with a key, on connections of its own, so that no slow read holds it up. It reaches the
 * definer functions of sealtrail_access, and a tenant's rows only if the statement sets `app.tenant_id` itself. `name`: of the prepared
 * statement. For server/access and server/keys alone.
 */
export async function keyQuery<Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> {
  const { database, env } = runtime();
  const { rows } = await database.keyPool.query<Row>({ ...(env.preparedStatements ? { name } : {}), text, values });
  return rows;
}
