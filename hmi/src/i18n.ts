/** The screen's words, loaded by language. A key that a language lacks is a type error. */
import type en from "../strings/en.json";

export type Key = keyof typeof en;
export type Language = "en" | "zh";

type Words = Record<Key, string>;

const FILES: Record<Language, () => Promise<{ default: Words }>> = {
  en: () => import("../strings/en.json", { with: { type: "json" } }),
  zh: () => import("../strings/zh.json", { with: { type: "json" } }),
};
const words: Partial<Record<Language, Words>> = {};

/** Load the words of a language, once. */
export async function loadWords(language: Language): Promise<void> {
  words[language] ??= (await FILES[language]()).default;
}

/** Return a language whose words are here: the wanted one, or the first that was loaded. */
export function loaded(wanted: Language): Language {
  return words[wanted] === undefined ? ((Object.keys(words)[0] as Language | undefined) ?? wanted) : wanted;
}

/** Returns the words for a key, with `{name}` filled in. */
export type Translate = (key: Key, values?: Record<string, string | number>) => string;

export function translator(language: Language): Translate {
  return (key, values = {}) =>
    (words[language]?.[key] ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** Return the words for a key that data brings along, or null when there are none. */
export function looked(language: Language, key: string): string | null {
  return words[language]?.[key as Key] ?? null;
}
