import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { show } from "../../../test/show";
import { DateField, TimeField } from ".";

function Time() {
  const [time, setTime] = useState("");
  return (
    <>
      <TimeField label="From" value={time} onChange={setTime} />
      <output>{time || "none"}</output>
    </>
  );
}

test.each([
  ["0930", "09:30"],
  ["930", "09:30"],
  ["1", "none"],
  ["17", "none"],
])("%s is typed into a time in a row, and is %s", async (keys, time) => {
  show(<Time />);
  await userEvent.click(screen.getByLabelText("From, hours"));
  await userEvent.keyboard(keys);
  expect(screen.getByRole("status")).toHaveTextContent(time);
});

test.each(["2026-11-24", "24 Nov 2026"])("a date is read as it is typed: %s", (text) => {
  const dates: string[] = [];
  show(<DateField label="Date" value="" onChange={(date) => dates.push(date)} />);
  fireEvent.change(screen.getByLabelText("Date"), { target: { value: text } });
  expect(dates).toEqual(["2026-11-24"]);
});
