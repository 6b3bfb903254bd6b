export { Line } from "./Line";
export { LineList, Lines } from "./LineList";
export { LineWords } from "./LineWords";
export { RemoveSheet } from "./RemoveSheet";
