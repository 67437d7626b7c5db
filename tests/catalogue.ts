import { type DatabaseUrls, superQuery } from "./database.ts";

export interface CatalogueTable {
  name: string;
  kind: string;
  owner: string;
  parent: string | null;
  enabled: boolean;
  forced: boolean;
  grants: Record<string, string>;
  columns: Record<string, string[]>;
  policies: string[];
  triggers: string[];
}

export interface CatalogueFunction {
  name: string;
  owner: string;
  definer: boolean;
  settings: string[];
  execute: string[];
}

const RIGHTS: Record<string, string> = { INSERT: "a", SELECT: "r", UPDATE: "w", DELETE: "d" };

// Tables, views, materialised views, sequences and foreign tables of every schema but PostgreSQL's own.
const RELATIONS = `
  SELECT CASE n.nspname WHEN 'public' THEN c.relname::text ELSE n.nspname || '.' || c.relname END AS name, c.relkind::text AS kind,
         pg_get_userbyid(c.relowner) AS owner, i.inhparent::regclass::text AS parent, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
         ARRAY(SELECT COALESCE(r.rolname, 'PUBLIC') || ' ' || x.privilege_type || CASE WHEN x.is_grantable THEN ' grantable' ELSE '' END
                 FROM aclexplode(c.relacl) x LEFT JOIN pg_roles r ON r.oid = x.grantee WHERE x.grantee <> c.relowner ORDER BY 1) AS acl,
         ARRAY(SELECT COALESCE(r.rolname, 'PUBLIC') || ' ' || x.privilege_type || ' ' || a.attname
                 FROM pg_attribute a, aclexplode(a.attacl) x LEFT JOIN pg_roles r ON r.oid = x.grantee WHERE a.attrelid = c.oid ORDER BY 1) AS columns,
         ARRAY(SELECT concat_ws(' ', p.policyname, array_to_string(p.roles, ','), p.cmd, 'using ' || p.qual, 'check ' || p.with_check) FROM pg_policies p
                WHERE p.schemaname = n.nspname AND p.tablename = c.relname AND p.permissive = 'PERMISSIVE' ORDER BY p.policyname) AS policies,
         ARRAY(SELECT concat_ws(' ', t.tgname, t.tgenabled, t.tgtype, t.tgfoid::regproc::text, CASE WHEN t.tgparentid <> 0 THEN 'inherited' END) FROM pg_trigger t
                WHERE t.tgrelid = c.oid AND (NOT t.tgisinternal OR t.tgparentid <> 0) AND t.tgconstraint = 0 ORDER BY 1) AS triggers
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1`;

const FUNCTIONS = `
  SELECT p.proname AS name, pg_get_userbyid(p.proowner) AS owner, p.prosecdef AS definer, COALESCE(p.proconfig, '{}') AS settings,
         ARRAY(SELECT COALESCE(r.rolname, 'PUBLIC') FROM aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) x
                 LEFT JOIN pg_roles r ON r.oid = x.grantee WHERE x.grantee <> p.proowner ORDER BY 1)::text[] AS execute
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`;

/** Every relation, with policies written without the parentheses, sub-select and line breaks that the server adds. */
export async function readTables(urls: DatabaseUrls): Promise<CatalogueTable[]> {
  type Row = Omit<CatalogueTable, "grants" | "columns"> & { acl: string[]; columns: string[] };
  const rows = await superQuery<Row>(urls, RELATIONS);
  return rows.map(({ acl, columns, policies, ...row }) => ({
    ...row,
    grants: grantsOf(acl),
    columns: columnsOf(columns),
    policies: policies.map(plainPolicy).sort(),
  }));
}

export function readFunctions(urls: DatabaseUrls): Promise<CatalogueFunction[]> {
  return superQuery<CatalogueFunction>(urls, FUNCTIONS);
}

function grantsOf(acl: string[]): Record<string, string> {
  const grants: Record<string, string> = {};
  for (const line of acl) {
    const [role = "", right = "", ...rest] = line.split(" ");
    grants[role] = (grants[role] ?? "") + (RIGHTS[right] ?? `<${right}>`) + rest.join("");
  }
  return Object.fromEntries(Object.entries(grants).map(([role, rights]) => [role, [...rights].sort().join("")]));
}

function columnsOf(acl: string[]): Record<string, string[]> {
  const columns: Record<string, string[]> = {};
  for (const line of acl) {
    const [role = "", right, column] = line.split(" ");
    columns[role] ??= [];
    columns[role].push(right === "SELECT" ? column! : `${column} ${right}`);
  }
  return columns;
}

function plainPolicy(text: string): string {
  return text
    .replaceAll(/\( SELECT (\w+)\(\) AS \w+\)/g, "$1")
    .replaceAll(/[()]/g, " ")
    .replaceAll(/\b(current_tenant|auditor_tenant)\b/g, "$1()")
    .replaceAll(/\s+/g, " ")
    .trim();
}
