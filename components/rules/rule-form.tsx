"use client";
import { Tabs } from "@mantine/core";
import { NameFields, QuietFields } from "./alert-fields.tsx";
import classes from "./editor.module.css";
import { KindFields } from "./kind-fields.tsx";
import { MatchFields } from "./match-fields.tsx";
import type { QueryPlace } from "./query-field.tsx";
import { RuleTextField } from "./rule-text-field.tsx";
import type { EditorMode, RuleEditorState } from "./use-rule-editor.ts";

/** A rule as a form or as text. */
export function RuleForm({ editor, place }: { editor: RuleEditorState; place: QueryPlace }) {
  const { draft, mode, edit, faultOf } = editor;
  return (
    <Tabs
      value={mode}
      onChange={(next) => next && editor.show(next as EditorMode)}
      keepMounted={false}
      className={classes.editorTabs}
    >
      <Tabs.List>
        <Tabs.Tab value="form">Form</Tabs.Tab>
        <Tabs.Tab value="text">Text</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="form" className={classes.main}>
        <MatchFields draft={draft} edit={edit} place={place} faultOf={faultOf} />
        <KindFields draft={draft} edit={edit} faultOf={faultOf} />
        <NameFields draft={draft} edit={edit} faultOf={faultOf} />
        <QuietFields draft={draft} edit={edit} place={place} faultOf={faultOf} />
      </Tabs.Panel>
      <Tabs.Panel value="text" className={classes.main}>
        <RuleTextField text={editor.text} fault={editor.textFault} onText={editor.write} />
      </Tabs.Panel>
    </Tabs>
  );
}
