export { Choices, FieldPair } from "./Choices";
export { complaintFor } from "./complaint";
export { FormSheet } from "./FormSheet";
export { orNone, wordsOf } from "./typed";
export { type Fields, useSavedForm } from "./use-saved-form";
