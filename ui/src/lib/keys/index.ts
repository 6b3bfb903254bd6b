export { useEscape } from "./escape";
export { useKeptFocus, useReturnFocus } from "./focus";
export { type Shortcut, shortcutsShown, useShortcut, useShortcuts } from "./shortcuts";
