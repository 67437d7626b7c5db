import { Modal } from "@mantine/core";
import type { EntityRisk } from "#server/alerts/index.ts";
import { entityName, scoreText } from "./alert-words.ts";
import { RiskTable } from "./risk-table.tsx";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: EntityRisk | null;
  onClose: () => void;
}

/** The arithmetic of a score, in a dialog. */
export function RiskModal({ tenant, of, onClose }: Props) {
  return (
    <Modal
      opened={of !== null}
      onClose={onClose}
      title={of ? `How ${scoreText(of.score)} for ${entityName(of.entity)} comes about` : ""}
      size={860}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {of ? <RiskTable tenant={tenant} of={of} /> : null}
    </Modal>
  );
}
