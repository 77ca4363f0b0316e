/** What a person set for this screen, kept by the browser. */
import type { Language } from "./i18n.ts";
import type { Model } from "./reducer.ts";
import type { Preferences } from "./ui.ts";

export const DARK = "(prefers-color-scheme: dark)";
const KEY = "assistant.preferences";
const DAY_NIGHT = "Vehicle.Cabin.Infotainment.HMI.DayNightMode";

export function readPreferences(): Preferences {
  const preset: Preferences = { language: null, theme: "auto" };
  try {
    return { ...preset, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>) };
  } catch {
    return preset;
  }
}

/** Return the language to begin with, before the car has told its own. */
export function firstLanguage(): Language {
  return readPreferences().language ?? (navigator.language.startsWith("zh") ? "zh" : "en");
}

export function keepPreferences(preferences: Preferences): void {
  localStorage.setItem(KEY, JSON.stringify(preferences));
}

/** Return the theme: as set, else as the car says, else as the browser's system says. */
export function themeNow(preferences: Preferences, model: Model): "day" | "night" {
  if (preferences.theme !== "auto") return preferences.theme;
  const told = model.signals[DAY_NIGHT];
  if (told === "DAY" || told === "NIGHT") return told === "DAY" ? "day" : "night";
  return matchMedia(DARK).matches ? "night" : "day";
}
