import {
  Autocomplete,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  Input,
  InputWrapper,
  Menu,
  Modal,
  NumberInput,
  PasswordInput,
  Popover,
  Radio,
  SegmentedControl,
  Select,
  Switch,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";

/** Behind a sheet the page stays readable: it is often what the decision is about. */
const OVERLAY = { blur: 0, backgroundOpacity: 0.3 };

/** Small boxes, words as everywhere. */
const CHOICE = { label: { fontSize: "13px" }, description: { fontSize: "12px" } };

/** The head of a sheet is a `<header>`, which is read as a second banner of the window unless it says it is none. */
const PLAIN_HEADER = { header: { role: "presentation" } };

/**
 * A timetable, not a brochure: Inter with tabular figures, small sizes, square corners, one accent. The accent
 * is the blue of the Okabe–Ito set, which also marks what is live: where the window is blue, something runs or
 * can be pressed.
 */
export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: {
    accent: [
      "#e8f3fb",
      "#cfe6f6",
      "#a5d2f0",
      "#7ec1ec",
      "#56b4e9",
      "#2a93cf",
      "#0a7fbf",
      "#0068a3",
      "#005686",
      "#00426a",
    ],
    dark: [
      "#e4e7ea",
      "#b9bfc6",
      "#9aa2ab",
      "#6d757e",
      "#42484f",
      "#33383e",
      "#26292e",
      "#1b1e21",
      "#141618",
      "#0e1011",
    ],
  },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: "11px", sm: "12px", md: "13px", lg: "15px", xl: "18px" },
  lineHeights: { xs: "16px", sm: "16px", md: "20px", lg: "24px", xl: "24px" },
  spacing: { xs: "4px", sm: "8px", md: "16px", lg: "24px", xl: "32px" },
  radius: { xs: "2px", sm: "3px", md: "4px", lg: "4px", xl: "6px" },
  defaultRadius: "sm",
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "18px", lineHeight: "24px" },
      h2: { fontSize: "13px", lineHeight: "20px" },
      h3: { fontSize: "13px", lineHeight: "20px" },
    },
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: "xs" },
      // Mantine asks the light scheme alone which ink a filled button needs.
      vars: (_, { variant = "filled" }) => ({
        root: {
          "--button-fz": "13px",
          "--button-padding-x": "12px",
          ...(variant === "filled" && { "--button-color": "var(--accent-ink)" }),
          ...(variant === "subtle" && { "--button-color": "var(--accent)" }),
        },
      }),
      styles: { label: { fontWeight: 500 } },
    }),
    Input: Input.extend({
      vars: () => ({ wrapper: { "--input-fz": "13px", "--input-bg": "var(--surface)" } }),
    }),
    InputWrapper: InputWrapper.extend({
      // The hint below: so fields of one row stand on one line, however long their hints.
      defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] },
      vars: () => ({
        label: { "--input-label-size": "12px" },
        description: { "--input-description-size": "12px" },
        error: { "--input-error-size": "12px" },
        success: {},
      }),
    }),
    TextInput: TextInput.extend({ defaultProps: { size: "xs" } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: "xs" } }),
    Textarea: Textarea.extend({ defaultProps: { size: "xs" } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: "xs" } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: "xs" }, styles: CHOICE }),
    Radio: Radio.extend({ defaultProps: { size: "xs" }, styles: CHOICE }),
    Autocomplete: Autocomplete.extend({ defaultProps: { size: "xs" } }),
    Select: Select.extend({ defaultProps: { size: "xs", allowDeselect: false } }),
    Switch: Switch.extend({
      defaultProps: { size: "xs" },
      vars: () => ({ root: { "--switch-label-font-size": "13px" } }),
    }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: "xs" },
      vars: () => ({ root: { "--sc-font-size": "12px", "--sc-padding": "2px 10px" } }),
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", position: "bottom-end" } }),
    Popover: Popover.extend({ defaultProps: { shadow: "md" } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        overlayProps: OVERLAY,
        transitionProps: { duration: 100 },
        attributes: PLAIN_HEADER,
      },
    }),
    Drawer: Drawer.extend({
      defaultProps: {
        position: "right",
        overlayProps: OVERLAY,
        transitionProps: { duration: 120 },
        attributes: PLAIN_HEADER,
      },
    }),
  },
});

/** Mantine's own variables, taken from ours (`tokens.css`), so that there is one palette. */
export const variables: CSSVariablesResolver = () => {
  const both = {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink-dim)",
    "--mantine-color-error": "var(--bad-ink)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--surface-hover)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-placeholder": "var(--ink-dim)",
    "--mantine-color-anchor": "var(--accent)",
  };
  return { variables: {}, light: both, dark: both };
};
