// Arithmetic on ISO dates.

const DAY = 24 * 60 * 60 * 1000;

/** The day as a number of days, for the scales of the plot. */
export function dayNumber(iso) {
  return Date.parse(`${iso}T00:00:00Z`) / DAY;
}

/** The same day of the month, `months` later, or the last day of a shorter month. */
export function monthsAfter(iso, months) {
  const [year, month, day] = iso.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** "Apr 2024". */
export function monthName(iso) {
  return new Date(`${iso}T00:00:00Z`).toLocaleDateString("en-US", { month: "short", year: "numeric", timeZone: "UTC" });
}
