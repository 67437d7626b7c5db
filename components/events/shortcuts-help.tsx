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

export function ShortcutsHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
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
        {SHORTCUTS.map(([key, what]) => (
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
