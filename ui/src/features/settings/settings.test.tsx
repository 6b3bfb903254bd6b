import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { Failure } from "@/lib/failure";
import type { Setting } from "@/rpc/types";
import { fakeDoor } from "../../../test/fake-door";
import { show } from "../../../test/show";
import { factsText } from "./components/about/facts";
import { draftOf, saveOf } from "./components/connections/draft";
import { dayName } from "./components/rules/days";
import { matchingRules } from "./components/rules/search";
import { SettingLine } from "./components/running/SettingLine";
import { boundsText, typedValue } from "./components/running/value";
import { partOf } from "./parts";

test("an address that names no part, or an old word for one, still leads somewhere", () => {
  expect(partOf("rules")).toBe("rules");
  expect(partOf("endpoints")).toBe("deliveries");
  expect(partOf("nonsense")).toBe("connections");
  expect(partOf(undefined)).toBe("connections");
});

describe("a connection's form", () => {
  test("sends nothing for a field that is empty, so that its default holds", () => {
    const draft = { ...draftOf(undefined), name: " Acme ", base_url: "https://a", client_id: "id" };
    const { settings, client_secret } = saveOf(undefined, draft);
    expect(settings.name).toBe("Acme");
    expect([settings.token_path, settings.rate_limit, settings.custom_list_ids]).toEqual([null, null, null]);
    expect(client_secret, "an empty secret keeps the one that is stored").toBeNull();
  });

  test("sends 0 as a limit, which is not the same as none typed", () => {
    expect(saveOf("con_1", { ...draftOf(undefined), rate_limit: 0 }).settings.rate_limit).toBe(0);
  });

  test("splits lists by commas and spaces, and writes a region large", () => {
    const draft = { ...draftOf(undefined), custom_list_ids: "a, b  c", default_region: "us" };
    const { settings } = saveOf(undefined, draft);
    expect([settings.custom_list_ids, settings.default_region]).toEqual([["a", "b", "c"], "US"]);
  });
});

const POLL: Setting = {
  key: "run.poll_seconds",
  value: 30,
  default: 30,
  words: "How often the figures of a running campaign are asked for.",
  unit: "s",
  min: 5,
  max: 3600,
};
const SUBNETS: Setting = { ...POLL, key: "nets", value: [], default: [], unit: null, min: null, max: null };

test("a setting says its bounds and its default", () => {
  expect(boundsText(POLL)).toBe("5 to 3,600 s, default 30");
  expect(boundsText(SUBNETS)).toBe("default none");
});

test("a number is sent as a number, networks as a list, and nonsense as it is, to be refused in words", () => {
  expect(typedValue(POLL, " 45 ")).toBe(45);
  expect(typedValue(SUBNETS, "10.0.0.0/8, fd00::/8")).toEqual(["10.0.0.0/8", "fd00::/8"]);
  expect(typedValue(POLL, "soon")).toBe("soon");
});

test("a value that does not fit is said under the field, and the field keeps what was typed", async () => {
  const message = "run.poll_seconds: a whole number of s from 5 to 3600 is needed.";
  const door = fakeDoor({
    "settings.set": () => {
      throw new Failure("invalid", message, undefined, { field: "value" });
    },
  });
  show(<SettingLine setting={POLL} />, { door });
  const field = screen.getByRole("textbox", { name: POLL.words });
  await userEvent.clear(field);
  await userEvent.type(field, "1{Enter}");
  await screen.findByText("A whole number of s from 5 to 3600 is needed.");
  expect(field).toHaveValue("1");
  expect(door.calls, "it is not sent again and again").toHaveLength(1);
});

test("a setting is saved when the field is left, and not where nothing changed", async () => {
  const door = fakeDoor({ "settings.set": [{ ...POLL, value: 45 }] });
  show(<SettingLine setting={POLL} />, { door });
  const field = screen.getByRole("textbox", { name: POLL.words });
  await userEvent.click(field);
  await userEvent.tab();
  expect(door.calls).toHaveLength(0);
  await userEvent.clear(field);
  await userEvent.type(field, "45");
  await userEvent.tab();
  await waitFor(() => expect(door.calls).toHaveLength(1));
  expect(door.calls[0]?.args).toEqual({ key: "run.poll_seconds", value: 45 });
});

test("rules are found by place, by words and by source", () => {
  const rule = (id: string, jurisdiction: string, words: string) => ({
    id,
    version: 1,
    jurisdictions: [jurisdiction],
    words,
    source: "47 CFR 64.1200",
    read_on: null,
    confidence: "third party",
    federal_hours_only: false,
    counsel_reviewed: false,
    enforced: true,
    not_enforced_because: null,
    house: false,
    off_because: null,
  });
  const rules = [
    rule("us-fl-hours", "US-FL", "08:00 to 20:00."),
    rule("gb-hours", "GB", "Weekdays 08:00 to 21:00."),
  ];
  expect(matchingRules(rules, "fl").map(({ id }) => id)).toEqual(["us-fl-hours"]);
  expect(matchingRules(rules, "cfr weekdays").map(({ id }) => id)).toEqual(["gb-hours"]);
  expect(matchingRules(rules, "  ")).toHaveLength(2);
});

test("days are named as the engine counts them, from Sunday", () => {
  expect([0, 1, 6].map(dayName)).toEqual(["Sun", "Mon", "Sat"]);
});

test("what About copies is plain lines", () => {
  const text = factsText([
    { name: "Callboard", value: "0.1.0" },
    { name: "Names that differ", value: "2 zones", names: ["America/Vancouver", "America/Havana"] },
  ]);
  expect(text).toBe("Callboard: 0.1.0\nNames that differ: 2 zones America/Vancouver America/Havana");
});
