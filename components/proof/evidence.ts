import { type ApiFault, apiGet, apiPath } from "../events/api-fault.ts";

/** What an auditor needs, byte for byte as the API gave it. */
export interface Evidence {
  record: Uint8Array<ArrayBuffer>;
  proof: Uint8Array<ArrayBuffer>;
}

export type EvidenceAnswer = { evidence: Evidence; fault?: never } | { evidence?: never; fault: ApiFault };

/** Fetches the record and its proof anew; both reads are recorded in the trail. */
export async function fetchEvidence(tenant: string, eventId: string): Promise<EvidenceAnswer> {
  const path = `/api/v1/events/${encodeURIComponent(eventId)}`;
  const [record, proof] = await Promise.all([
    apiGet(apiPath(path, { tenant })),
    apiGet(apiPath(`${path}/proof`, { tenant })),
  ]);
  if (record.fault) return { fault: record.fault };
  if (proof.fault) return { fault: proof.fault };
  return { evidence: { record: await bytesOf(record.response), proof: await bytesOf(proof.response) } };
}

export interface EvidenceFile {
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The files of an event's evidence; all three share one name. */
export function evidenceFiles(tenant: string, seq: number, evidence: Evidence, vkey: string) {
  const base = `${tenant}-${seq}`;
  return {
    record: { name: `${base}.json`, type: "application/json", bytes: evidence.record },
    proof: { name: `${base}.tlog-proof`, type: "text/plain", bytes: evidence.proof },
    vkey: { name: `${base}.vkey`, type: "text/plain", bytes: new TextEncoder().encode(`${vkey}\n`) },
  } satisfies Record<string, EvidenceFile>;
}

export function verifyCommand(tenant: string, seq: number): string {
  const base = `${tenant}-${seq}`;
  return `npx sealtrail verify ${base}.tlog-proof --record ${base}.json --key ${base}.vkey`;
}

/** Hands a file to the browser's downloads. */
export function saveFile({ name, type, bytes }: EvidenceFile): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
