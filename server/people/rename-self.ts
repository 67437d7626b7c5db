import { inAccount } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { type AccountContext, contextsOf, demandFreshProof, personTarget } from "./account.ts";
import { type RenameInput, renameInput } from "./schemas.ts";

/** Changes the name that the person goes by in all its tenants; events of the past keep the old one. */
export async function renameSelf(account: AccountContext, input: RenameInput): Promise<void> {
  const { name } = parseInput(renameInput, input);
  const { person } = account.session;
  if (name === person.name) return;
  demandFreshProof(account);
  await inAccount(contextsOf(account), async (tx) => {
    await tx.call("person_rename($1::uuid, $2)", person.id, name);
    tx.record("person.renamed", {
      targets: [personTarget(person)],
      changes: [{ field: "name", before: person.name, after: name }],
    });
  });
}
