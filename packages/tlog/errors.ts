/** Every way in which this library refuses its input; a code never changes its meaning. */
export type TlogCode =
  | "base64"
  | "bundle_checkpoint_other"
  | "bundle_checkpoint_signature"
  | "bundle_complete"
  | "bundle_counts"
  | "bundle_event_doubled"
  | "bundle_event_tenant"
  | "bundle_file_changed"
  | "bundle_file_damaged"
  | "bundle_file_missing"
  | "bundle_file_unknown"
  | "bundle_key_other"
  | "bundle_line_added"
  | "bundle_line_doubled"
  | "bundle_line_edited"
  | "bundle_line_form"
  | "bundle_line_missing"
  | "bundle_line_order"
  | "bundle_lines_edited"
  | "bundle_manifest_form"
  | "bundle_manifest_other"
  | "bundle_manifest_signature"
  | "bundle_mode"
  | "bundle_proof_form"
  | "bundle_proof_order"
  | "bundle_range"
  | "bundle_zip"
  | "checkpoint_form"
  | "checkpoint_origin"
  | "checkpoint_root"
  | "checkpoint_size"
  | "deflate"
  | "digest_form"
  | "digest_of_shown_part"
  | "entry_bundle"
  | "event_empty_member"
  | "event_form"
  | "event_unknown_member"
  | "frontier_form"
  | "hash_length"
  | "hex"
  | "json_depth"
  | "json_number"
  | "json_string"
  | "json_value"
  | "key_form"
  | "key_id"
  | "key_name"
  | "key_type"
  | "leaf_mismatch"
  | "note_characters"
  | "note_form"
  | "note_signature_count"
  | "note_signature_form"
  | "note_signature_invalid"
  | "note_signing"
  | "note_unsigned"
  | "part_unknown"
  | "proof_extra"
  | "proof_form"
  | "proof_hash"
  | "proof_index"
  | "proof_too_long"
  | "proof_too_short"
  | "range_leaves"
  | "range_outside"
  | "range_too_few"
  | "range_too_many"
  | "record_form"
  | "root_mismatch"
  | "salt_length"
  | "salt_missing"
  | "salt_unexpected"
  | "seq_mismatch"
  | "sha256_injected"
  | "tenant_mismatch"
  | "tile_bytes"
  | "tile_path"
  | "tree_bounds"
  | "utf8";

/**
 * The only error this library throws on bad input. `code` says which rule was broken, for programs; `message` says what
 * was found and what was expected, for people. Neither contains salts, keys or event values.
 *
 * @example
 * try { verifyRecord(record, proof, vkey) } catch (e) { if (e instanceof TlogError) console.error(e.code, e.message) }
 */
export class TlogError extends Error {
  readonly code: TlogCode;

  constructor(code: TlogCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "TlogError";
    this.code = code;
  }
}
