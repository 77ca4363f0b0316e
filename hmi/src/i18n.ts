/** The screen's words by language. A key that a language lacks is a type error. */
import en from "../strings/en.json" with { type: "json" };
import zh from "../strings/zh.json" with { type: "json" };

export type Key = keyof typeof en;
export type Language = "en" | "zh";

const WORDS: Record<Language, Record<Key, string>> = { en, zh };

/** Returns the words for a key, with `{name}` filled in. */
export type Translate = (key: Key, values?: Record<string, string | number>) => string;

export function translator(language: Language): Translate {
  const words = WORDS[language];
  return (key, values = {}) =>
    words[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** Return the words for a key that data brings along, or null when there are none. */
export function looked(language: Language, key: string): string | null {
  return key in WORDS[language] ? WORDS[language][key as Key] : null;
}
