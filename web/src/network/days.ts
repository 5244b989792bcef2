// Days as numbers, 20160401, which sort as days do; dates as sources give them, as periods.
// The rules are those of days.py: a month or a year is a period, in which nothing is decided.

/** A date of a source: its first day, and the first day after it. `vague`: a month or a year. */
export interface Period {
  first: number;
  next: number;
  vague: boolean;
}

const BOUND = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[TZ+].*)?$/;

/** A date as a period; null where there is none. */
export function readPeriod(text: string): Period | null {
  const found = BOUND.exec(text);
  if (!found) return null;
  const year = Number(found[1]);
  if (found[2] === undefined) {
    return { first: year * 10000 + 101, next: (year + 1) * 10000 + 101, vague: true };
  }
  const month = Number(found[2]);
  if (found[3] === undefined) {
    const after = month >= 12 ? (year + 1) * 10000 + 101 : year * 10000 + (month + 1) * 100 + 1;
    return { first: year * 10000 + month * 100 + 1, next: after, vague: true };
  }
  const day = year * 10000 + month * 100 + Number(found[3]);
  // Numbers between two days are no days, so the next number serves as the next day.
  return { first: day, next: day + 1, vague: false };
}

/** "2016-04-01" as 20160401; null for what is no day of the calendar. */
export function readDay(text: string | null | undefined): number | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? "");
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real && year > 0 ? year * 10000 + month * 100 + day : null;
}

/** 20160401 as "2016-04-01". */
export function writeDay(day: number): string {
  const text = String(day).padStart(8, "0");
  return `${text.slice(0, -4)}-${text.slice(-4, -2)}-${text.slice(-2)}`;
}

/** Months since the year 0 of a day such as 20160401, and the first day of such a month. */
export function monthOf(day: number): number {
  return Math.floor(day / 10000) * 12 + (Math.floor(day / 100) % 100) - 1;
}

export function firstOf(month: number): number {
  return Math.floor(month / 12) * 10000 + ((month % 12) + 1) * 100 + 1;
}
