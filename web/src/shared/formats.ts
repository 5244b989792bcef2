// Numbers and dates as British readers write them.

const numbers = new Intl.NumberFormat("en-GB");
const dates = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const months = new Intl.DateTimeFormat("en-GB", {
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/** 1234567 as "1,234,567". */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** A number with its noun: "1 organisation", "2 organisations". */
export function formatCount(value: number, one: string, several = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : several}`;
}

/** "2016-04-01" as "1 April 2016", "2016-04" as "April 2016"; any other text as it is. */
export function formatDate(day: string): string {
  const found = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(day);
  if (!found) return day;
  const moment = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3] ?? 1));
  const whole = new Date(moment).toISOString().startsWith(day);
  return whole ? (found[3] ? dates : months).format(moment) : day;
}
