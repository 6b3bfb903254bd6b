export { ShapeIcon } from "./ShapeIcon";
export { HealthMark, StateMark } from "./StateMark";
export { looksOf, type Shape, type StateName, type Tone } from "./states";
