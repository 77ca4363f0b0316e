/** How values of cards are written: what skills send as plain data, people read as words. Pure. */
import type { Json } from "../events.ts";
import { looked, type Language } from "../i18n.ts";

export type Fields = { [field: string]: Json };

const LOCALE: Record<Language, string> = { en: "en-GB", zh: "zh-CN" };

/** Return a field as text, "" when it is missing. */
export function text(fields: Fields, ...names: string[]): string {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return "";
}

/** Return a field as a number, or null. */
export function number(fields: Fields, name: string): number | null {
  const value = fields[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Return a time of day; a date without a time has none. */
export function timeOf(iso: string, language: Language): string {
  const at = new Date(iso);
  if (!iso.includes("T") || Number.isNaN(at.getTime())) return "";
  return at.toLocaleTimeString(LOCALE[language], { hour: "2-digit", minute: "2-digit" });
}

export function clockOf(date: Date, language: Language): string {
  return date.toLocaleTimeString(LOCALE[language], { hour: "2-digit", minute: "2-digit" });
}

export function dayOf(date: Date, language: Language): string {
  return date.toLocaleDateString(LOCALE[language], { weekday: "long", day: "numeric", month: "long" });
}

/** Return a duration as a clock shows it: 4:05, 1:30:00. */
export function countdown(seconds: number): string {
  const left = Math.max(0, Math.round(seconds));
  const two = (part: number): string => String(part).padStart(2, "0");
  const minutes = Math.floor(left / 60) % 60;
  const hours = Math.floor(left / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${minutes}:${two(left % 60)}`;
}

const UNITS: Record<Language, { m: string; km: string; min: string; h: string; more: string }> = {
  en: { m: "m", km: "km", min: "min", h: "h", more: "" },
  zh: { m: "米", km: "公里", min: "分钟", h: "小时", more: " 分" },
};

/** Return metres as people read them: 350 m, 4.2 km. */
export function distance(metres: number, language: Language): string {
  const { m, km } = UNITS[language];
  if (metres < 1000) return `${Math.round(metres / 10) * 10} ${m}`;
  return `${metres < 10_000 ? (metres / 1000).toFixed(1) : Math.round(metres / 1000)} ${km}`;
}

/** How far ahead a turn is so near that a number would only be read too late. */
const HERE_M = 15;

/** Return how far it is to a turn, or that it is here. */
export function ahead(metres: number, language: Language): string {
  return metres < HERE_M ? (looked(language, "now") ?? "") : distance(metres, language);
}

/** Return seconds as minutes and hours: 25 min, 1 h 05. */
export function duration(seconds: number, language: Language): string {
  const { min, h, more } = UNITS[language];
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return `${minutes} ${min}`;
  return `${Math.floor(minutes / 60)} ${h} ${String(minutes % 60).padStart(2, "0")}${more}`;
}

export function bytes(count: number): string {
  return count < 1e9 ? `${Math.round(count / 1e6)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}

/** One line of a list: what it is, more about it, and its value. */
export interface Row { title: string; detail: string; value: string }

/** Return an item of a list card as a line; items are texts, or objects of a few known fields. */
export function row(item: Json, language: Language): Row {
  if (item === null || typeof item !== "object" || Array.isArray(item)) {
    return { title: item === null ? "" : String(item), detail: "", value: "" };
  }
  const word = (key: string): string => looked(language, key) ?? key;
  const part = text(item, "part");
  const title = text(item, "title", "label", "name") || (part && partName(part, language))
    || (item["id"] === "yes" || item["id"] === "no" ? word(String(item["id"])) : "")
    || text(item, "day");
  const detail = [text(item, "text", "place", "looks", "artist"), title === item["day"] ? "" : text(item, "day")]
    .filter(Boolean).map((one) => looked(language, `word_${one}`) ?? one).join(" · ");
  return { title, detail, value: valueOf(item, language) };
}

function partName(part: string, language: Language): string {
  const [kind = "", seat = ""] = part.split(".");
  const name = looked(language, `part_${kind}`) ?? kind;
  const where = looked(language, `seat_${seat}`);
  return where === null ? name : language === "zh" ? `${where}${name}` : `${name}, ${where}`;
}

function valueOf(item: Fields, language: Language): string {
  const word = (key: string): string => looked(language, key) ?? "";
  if ("position" in item) {
    const position = number(item, "position");
    return position === null ? "–" : position === 0 ? word("closed") : `${Math.round(position)} %`;
  }
  if ("open" in item) return item["open"] === null ? "–" : word(item["open"] ? "open" : "closed");
  if ("attention" in item) return word(item["attention"] ? "attention" : "fine");
  if ("low" in item) return `${item["low"] ?? "–"}° … ${item["high"] ?? "–"}°`;
  const metres = number(item, "distance_m");
  if (metres !== null) return distance(metres, language);
  return timeOf(text(item, "start"), language) || text(item, "value", "duration");
}
