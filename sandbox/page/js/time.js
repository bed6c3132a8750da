// Times are shown in the zone of the person one is at the moment, as Slack does with the device's zone.

import { me, now } from "./store.js";

const formats = new Map();

function format(options, zone = me().tz) {
  const key = JSON.stringify([options, zone]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone || "UTC", ...options }));
  return formats.get(key);
}

export function ofTs(ts) {
  return new Date(Number(ts) * 1000);
}

export function clockTime(date, zone) {
  return format({ hour: "2-digit", minute: "2-digit" }, zone).format(date);
}

export function fullTime(date) {
  return format({
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(date);
}

export function shortDate(date, zone) {
  return format({ weekday: "short", day: "numeric", month: "short", year: "numeric" }, zone)
    .format(date)
    .replace(",", "");
}

// "2025-03-10" in the person's zone.
export function dayKey(date, zone) {
  const part = Object.fromEntries(
    format({ year: "numeric", month: "2-digit", day: "2-digit" }, zone)
      .formatToParts(date)
      .map((each) => [each.type, each.value]),
  );
  return `${part.year}-${part.month}-${part.day}`;
}

export function dayName(date) {
  const distance = daysFromToday(date);
  if (distance === 0) return "Today";
  if (distance === -1) return "Yesterday";
  const year = dayKey(date).slice(0, 4) !== dayKey(now()).slice(0, 4) ? { year: "numeric" } : {};
  return format({ weekday: "long", day: "numeric", month: "long", ...year }).format(date);
}

function daysFromToday(date) {
  return Math.round((Date.parse(dayKey(date)) - Date.parse(dayKey(now()))) / 86400000);
}

export function ago(date) {
  const seconds = (now() - date) / 1000;
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of [
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
  ])
    if (Math.abs(seconds) >= size) return words.format(-Math.round(seconds / size), unit);
  return "just now";
}

function pretty(date, plain) {
  const distance = daysFromToday(date);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[distance] ?? plain;
}

// Slack's tokens: {date_num} {date} {date_short} {date_long} and _pretty, {time} {time_secs} {ago}, {day_divider_pretty}.
export function dateTokens(seconds, pattern) {
  const date = new Date(Number(seconds) * 1000);
  const far = Math.abs(now() - date) > 182 * 86400000 ? { year: "numeric" } : {};
  const plain = {
    date_num: dayKey(date),
    date_slash: dayKey(date).replaceAll("-", "/"),
    date: format({ day: "numeric", month: "long", ...far }).format(date),
    date_short: format({ day: "numeric", month: "short", ...far }).format(date),
    date_long: format({ weekday: "long", day: "numeric", month: "long", ...far }).format(date),
    time: clockTime(date),
    time_secs: format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(date),
    ago: ago(date),
    day_divider_pretty: dayName(date),
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    if (token in plain) return plain[token];
    const base = token.replace(/_pretty$/, "");
    return base in plain ? pretty(date, plain[base]) : whole;
  });
}

// Minutes that the zone is ahead of UTC at that moment.
function zoneMinutes(date, zone) {
  const name = format({ timeZoneName: "longOffset" }, zone)
    .formatToParts(date)
    .find((part) => part.type === "timeZoneName").value;
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  return match ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
}

export function zoneLabel(zone) {
  const minutes = zoneMinutes(now(), zone);
  const size = Math.abs(minutes);
  const clock = `${Math.floor(size / 60)}${size % 60 ? `:${String(size % 60).padStart(2, "0")}` : ""}`;
  return `${(zone || "UTC").split("/").pop().replaceAll("_", " ")} (UTC${minutes < 0 ? "−" : "+"}${clock})`;
}

// The instant at which a wall clock in the person's zone shows "2025-03-10T09:00".
export function fromWall(wall, zone = me().tz) {
  const naive = Date.parse(`${wall}Z`);
  const guess = naive - zoneMinutes(new Date(naive), zone) * 60000;
  return new Date(naive - zoneMinutes(new Date(guess), zone) * 60000);
}

export function toWall(date, zone) {
  return `${dayKey(date, zone)}T${clockTime(date, zone)}`;
}

// The next Monday at nine in the person's zone, strictly after the given moment.
export function nextMonday(date) {
  const day = new Date(`${dayKey(date)}T00:00Z`);
  for (let step = 0; step < 9; step += 1) {
    const candidate = fromWall(`${day.toISOString().slice(0, 10)}T09:00`);
    if (day.getUTCDay() === 1 && candidate > date) return candidate;
    day.setUTCDate(day.getUTCDate() + 1);
  }
  return date;
}
