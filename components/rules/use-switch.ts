"use client";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useGuarded } from "../confirm/use-guarded.tsx";
import type { FormAnswer } from "../ui/form-state.ts";

/** Switches one of a list on or off: as asked for at once, back again where that is refused. */
export function useSwitch(turn: (id: string, isOn: boolean) => Promise<FormAnswer>) {
  const guarded = useGuarded();
  const router = useRouter();
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(new Map());
  return {
    isOn: (one: { id: string; isOn: boolean }) => turned.get(one.id) ?? one.isOn,
    async turn({ id, name }: { id: string; name: string }, isOn: boolean) {
      setTurned((now) => new Map(now).set(id, isOn));
      const { fault } = await guarded(() => turn(id, isOn) as Promise<FormAnswer<unknown>>);
      if (fault) setTurned((now) => new Map(now).set(id, !isOn));
      notifications.show({ message: fault?.message ?? `${name} is ${isOn ? "on" : "off"}.` });
      router.refresh();
    },
  };
}
