import type { SavedView, ViewDefaultInput, ViewInput, ViewList, ViewSharing, ViewUpdate } from "#server/views/index.ts";
import type { FormAnswer } from "../ui/form-state.ts";

/** What the page may ask the server to do; each is checked there again. */
export interface ViewActs {
  create(tenant: string, input: ViewInput): Promise<FormAnswer<SavedView>>;
  update(tenant: string, input: ViewUpdate): Promise<FormAnswer<SavedView>>;
  share(tenant: string, input: ViewSharing): Promise<FormAnswer<SavedView>>;
  remove(tenant: string, input: { id: string }): Promise<FormAnswer<void>>;
  setDefault(tenant: string, input: ViewDefaultInput): Promise<FormAnswer<void>>;
}

/** The views of the page's reader, and what it may do with them. */
export interface ReaderViews {
  list: ViewList;
  role: string;
  mayShare: boolean;
  mayManage: boolean;
  /** The roles of the tenant can be read. */
  maySeeRoles: boolean;
  acts: ViewActs;
}

/** Which dialog is open, on which view. */
export type ViewDialog =
  | { kind: "save" }
  | { kind: "rename" | "share" | "unshare" | "default" | "delete"; view: SavedView };
