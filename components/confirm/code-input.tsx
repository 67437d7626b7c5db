"use client";
import { TextInput, type TextInputProps } from "@mantine/core";
import classes from "./confirm.module.css";

/** The field for six digits of an authenticator: digits on a phone's keyboard, offered by password managers. */
export function CodeInput(props: TextInputProps) {
  return (
    <TextInput
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={7}
      placeholder="123 456"
      size="md"
      required
      withAsterisk={false}
      classNames={{ input: classes.code! }}
      {...props}
    />
  );
}
