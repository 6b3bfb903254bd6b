import type { ReactNode } from "react";

/** The few pictures of the window, drawn on 16 × 16 in the colour of the text. Never without a word. */
export type IconName = keyof typeof ICONS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: "none" }}
    >
      {ICONS[name]}
    </svg>
  );
}

const ICONS = {
  board: <path d="M2.5 2.5h11v4h-11zM2.5 9.5h4.5v4H2.5zM9.5 9.5h4v4h-4z" />,
  schedules: (
    <>
      <path d="M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3" />
      <path d="M5 9.5h2M9 9.5h2" />
    </>
  ),
  runs: <path d="M2 13.5h12M3 11l3-4 3 2.5L13.5 3" />,
  dispositions: <path d="M2 4h3l5.5 4H14M2 12h3l2.5-1.8M12 6l2 2-2 2M2 8h5" />,
  dnc: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M4.1 4.1l7.8 7.8" />
    </>
  ),
  traffic: <path d="M5 2.5v11M5 13.5l-2.5-3M5 13.5l2.5-3M11 13.5v-11M11 2.5l-2.5 3M11 2.5l2.5 3" />,
  audit: <path d="M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2" />,
  settings: (
    <>
      <path d="M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7" />
      <circle cx="10.5" cy="4.5" r="1.5" />
      <circle cx="5.5" cy="11.5" r="1.5" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4" />
      <path d="M10 10l3.5 3.5" />
    </>
  ),
  bell: <path d="M4 11.5V7a4 4 0 0 1 8 0v4.5l1 1H3zM6.75 14.25h2.5" />,
  sun: (
    <>
      <circle cx="8" cy="8" r="2.75" />
      <path d="M8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1" />
    </>
  ),
  moon: <path d="M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z" />,
  auto: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
    </>
  ),
  fold: <path d="M2.5 3h11v10h-11zM6 3v10M11 6.5L9 8l2 1.5" />,
  unfold: <path d="M2.5 3h11v10h-11zM6 3v10M9 6.5L11 8 9 9.5" />,
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  down: <path d="M4 6.5L8 10l4-3.5" />,
  up: <path d="M4 9.5L8 6l4 3.5" />,
  right: <path d="M6.5 4L10 8l-3.5 4" />,
  columns: <path d="M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10" />,
  download: <path d="M8 2.5v7M5 7l3 3 3-3M3 13h10" />,
  upload: <path d="M8 10V3M5 5.5l3-3 3 3M3 13h10" />,
  plus: <path d="M8 3v10M3 8h10" />,
  retry: <path d="M13 8a5 5 0 1 1-1.5-3.5M13 2.5V5h-2.5" />,
  copy: <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />,
} satisfies Record<string, ReactNode>;
