export { useGoing } from "./use-going";
