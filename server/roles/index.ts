export { demandGrantable } from "./demand-grantable.ts";
export { type FoundRole, findRole } from "./find-role.ts";
