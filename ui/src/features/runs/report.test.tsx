import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "../../../test/show";
import { ReportView } from "./components/Report";

const stopped = { withdrawn: ["America/Chicago"], still_dialling: [] };

test("a stop whose tenant could not be read says that something may stand there, and is not called whole", async () => {
  const report = { ...stopped, unread: "The tenant answered 503." };
  show(<ReportView report={{ deed: "stop", report }} zone="America/Chicago" onClose={() => {}} />);
  const view = await screen.findByRole("status");
  expect(view.textContent).toContain("CXone's own list could not be read");
  expect(view.textContent).toContain("The tenant answered 503.");
  expect(view.dataset.whole).toBe("false");
});

test("a stop whose tenant was read says nothing of it", async () => {
  show(<ReportView report={{ deed: "stop", report: stopped }} zone="America/Chicago" onClose={() => {}} />);
  const view = await screen.findByRole("status");
  expect(view.textContent).not.toContain("could not be read");
  expect(view.dataset.whole).toBe("true");
});
