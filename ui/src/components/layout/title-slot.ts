import { createContext } from "react";

/** Where the frame wants the title of the page; absent outside the frame, and then it stands above the page. */
export const TitleSlot = createContext<HTMLElement | null>(null);
