"use client";
import { Button, Group, Modal } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import classes from "./roles.module.css";

const UNSAVED = { title: "Leave without saving?", text: "What you changed here is not saved, and would be lost." };

/** Asks before a page with something to lose is left, by a link or by closing it. Returns the dialog to draw. */
export function useLeaveGuard(isDirty: boolean, words: { title: string; text: string } = UNSAVED): ReactNode {
  const router = useRouter();
  const [target, setTarget] = useState<string | null>(null);
  useEffect(() => {
    if (!isDirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
      if (!link?.href || elsewhere || link.target === "_blank" || link.hash) return;
      const { origin, pathname, search } = new URL(link.href);
      if (origin !== window.location.origin) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(pathname + search);
    };
    window.addEventListener("beforeunload", onUnload);
    document.addEventListener("click", onClick, true);
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      document.removeEventListener("click", onClick, true);
    };
  }, [isDirty]);
  return (
    <Modal
      opened={target !== null}
      onClose={() => setTarget(null)}
      title={words.title}
      centered
      size={400}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className={classes.dialog}>
        <p>{words.text}</p>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => target !== null && router.push(target)}>
            Leave
          </Button>
          <Button onClick={() => setTarget(null)} data-autofocus>
            Stay
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
