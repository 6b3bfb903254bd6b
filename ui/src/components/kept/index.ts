export { KeptWindows } from "./KeptWindows";
