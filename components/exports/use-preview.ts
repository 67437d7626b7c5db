import { useCallback, useEffect, useMemo, useState } from "react";
import type { ApiFault } from "../events/api-fault.ts";
import { type ExportPreview, exportApi, type Selection } from "./export-api.ts";

interface Preview {
  /** Undefined while it is counted, and where that was refused. */
  preview: ExportPreview | undefined;
  fault: ApiFault | undefined;
  retry: () => void;
}

/** What an export of the selection would have. */
export function usePreview(tenant: string, selection: Selection): Preview {
  const api = useMemo(() => exportApi(tenant), [tenant]);
  const [state, setState] = useState<Partial<Preview>>({});
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try asks again
  useEffect(() => {
    let isOver = false;
    setState({});
    api.preview(selection).then(({ value, fault }) => {
      if (!isOver) setState({ preview: value, fault });
    });
    return () => {
      isOver = true;
    };
  }, [api, selection, tries]);
  const retry = useCallback(() => setTries((count) => count + 1), []);
  return { preview: state.preview, fault: state.fault, retry };
}
