import { Modal } from "@mantine/core";
import classes from "./shortcuts-help.module.css";

const SHORTCUTS = [
  ["/", "Write a query"],
  ["j", "Next event, older"],
  ["k", "Previous event, newer"],
  ["Enter", "Open the event"],
  ["Esc", "Close it"],
  ["e", "Export what is listed"],
  ["Ctrl K", "Go to a page, view, key or actor; ⌘K on a Mac"],
  ["?", "This list"],
] as const;

interface Props {
  opened: boolean;
  canExport: boolean;
  onClose: () => void;
}

export function ShortcutsHelp({ opened, canExport, onClose }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      size="sm"
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <dl className={classes.list}>
        {SHORTCUTS.filter(([key]) => key !== "e" || canExport).map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
