// Days and dates as days.py takes them, and views of the picture.

import { expect, test } from "vitest";
import { firstOf, monthOf, readDay, readPeriod, writeDay } from "../src/network/days";
import { between, fitBox, toPicture, toWindow, zoomAbout } from "../src/network/view";

test("a month and a year are periods, a day is one", () => {
  expect(readPeriod("2017-08")).toEqual({ first: 20170801, next: 20170901, vague: true });
  expect(readPeriod("2017-12")).toEqual({ first: 20171201, next: 20180101, vague: true });
  expect(readPeriod("2017")).toEqual({ first: 20170101, next: 20180101, vague: true });
  expect(readPeriod("2016-04-01T00:00:00Z")!.vague).toBe(false);
  expect(readPeriod("")).toBeNull();
  expect(readPeriod("spring 2016")).toBeNull();
});

test("only days of the calendar are days", () => {
  expect(readDay("2016-02-29")).toBe(20160229);
  for (const text of ["2015-02-29", "2016-13-01", "2016-4-1", "", null, "0000-01-01"]) {
    expect(readDay(text)).toBeNull();
  }
  expect(writeDay(20160401)).toBe("2016-04-01");
  expect(firstOf(monthOf(20161231))).toBe(20161201);
  expect(firstOf(monthOf(20161231) + 1)).toBe(20170101);
});

test("zooming keeps the point under the hand where it is", () => {
  const size = { width: 800, height: 600 };
  const view = { scale: 0.7, x: 120, y: -40 };
  const at = toPicture(view, size, 200, 450);
  for (const by of [1.5, 0.5, 100]) {
    const there = toWindow(zoomAbout(view, size, 200, 450, by, 0.01), size, at.x, at.y);
    expect(there.x).toBeCloseTo(200);
    expect(there.y).toBeCloseTo(450);
  }
});

test("fitting shows the whole box beside what is taken", () => {
  const box = { left: -500, top: -100, right: 900, bottom: 300 };
  for (const [width, taken] of [
    [1200, 0],
    [1200, 368],
    [340, 0],
  ] as const) {
    const size = { width, height: 500 };
    const view = fitBox(box, size, 2, taken);
    const start = toWindow(view, size, box.left, box.top);
    const end = toWindow(view, size, box.right, box.bottom);
    expect(start.x).toBeGreaterThan(0);
    expect(end.x).toBeLessThan(width - taken);
    expect(start.y).toBeGreaterThan(0);
    expect(end.y).toBeLessThan(500);
  }
  const [from, to] = [{ scale: 1, x: 0, y: 0 }, { scale: 4, x: 10, y: 20 }];
  expect(between(from, to, 0)).toEqual(from);
  expect(between(from, to, 1)).toEqual(to);
});
