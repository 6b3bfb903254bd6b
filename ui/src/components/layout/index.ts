export { Facts, Page, Section } from "./Page";
export { TitleSlot } from "./title-slot";
