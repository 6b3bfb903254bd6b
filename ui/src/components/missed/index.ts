export { MoveSheet } from "./MoveSheet";
