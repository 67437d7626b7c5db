import { Modal } from "@mantine/core";
import help from "../events/shortcuts-help.module.css";

interface Props {
  opened: boolean;
  mayTriage: boolean;
  onClose: () => void;
}

const LOOK = [
  ["/", "Search"],
  ["j", "Next alert"],
  ["k", "Previous alert"],
  ["Enter", "Open the alert"],
];
const TRIAGE = [
  ["x", "Select it"],
  ["e", "Acknowledge what is selected, or it"],
  ["a", "Assign"],
  ["r", "Resolve"],
  ["m", "Mute"],
  ["Esc", "Select nothing"],
];

export function KeysHelp({ opened, mayTriage, onClose }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      size="sm"
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <dl className={help.list}>
        {[...LOOK, ...(mayTriage ? TRIAGE : []), ["?", "This list"]].map(([key, what]) => (
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
