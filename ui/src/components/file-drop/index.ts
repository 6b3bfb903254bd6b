export { FileDrop } from "./FileDrop";
export type { Accept } from "./upload";
