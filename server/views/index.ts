export { createView } from "./create-view.ts";
export { deleteView } from "./delete-view.ts";
export { listViews, type ViewList } from "./list-views.ts";
export {
  type SavedViewState,
  STATE_BYTES_MAX,
  VIEWS_OF_ONE_MAX,
  type ViewDefaultInput,
  type ViewInput,
  type ViewSharing,
  type ViewUpdate,
  viewDefault,
  viewInput,
  viewOfId,
  viewSharing,
  viewState,
  viewUpdate,
} from "./schemas.ts";
export { setDefaultView } from "./set-default-view.ts";
export { shareView } from "./share-view.ts";
export { updateView } from "./update-view.ts";
export type { SavedView } from "./view-rows.ts";
