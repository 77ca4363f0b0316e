/** How the car listens and speaks. What is chosen holds at once. */
import { html, nothing, type TemplateResult } from "lit";
import type { Json } from "../events.ts";
import { looked, type Key, type Language } from "../i18n.ts";
import type { Ui } from "../ui.ts";
import { options, several } from "./options.ts";
import { waiting } from "./waiting.ts";

interface Voice { language: string; name: string; title: string; chosen: boolean }

/** The settings as the service tells them. */
export interface Settings {
  languages: string[]; expected: string; voices: Voice[]; rate: number; volume: number;
  wake_words: string[]; known_wake_words: string[]; barge_in: boolean; fetches: string[];
}

export const LANGUAGES: readonly [Language, string][] = [["en", "English"], ["zh", "中文"]];
const RATES: readonly [number, Key][] = [[0.85, "rate_slow"], [1, "rate_normal"], [1.2, "rate_fast"]];
const VOLUMES: readonly [number, Key][] = [[0.6, "volume_low"], [1, "volume_normal"], [1.4, "volume_high"]];

/** Return the panel. */
export function voice(ui: Ui): TemplateResult {
  const set = ui.data("/settings") as Settings | null | undefined;
  if (!set) return waiting(ui, set);
  const change = (body: { [name: string]: Json }, shown: Partial<Settings> = {}): void =>
    void ui.change("PUT", "/settings", body, "/settings", { ...set, ...body, ...shown });
  const spoken = LANGUAGES.filter(([one]) => set.languages.includes(one));
  return html`${several(ui.t("wake_word"), "wake", set.known_wake_words.map((one) => [one, asSaid(one)]), set.wake_words,
      (some) => change({ wake_words: some }))}
    ${set.wake_words.length === 1 ? html`<p class="prose">${ui.t("wake_one")}</p>` : nothing}
    ${spoken.length > 1 ? options(ui.t("expected"), "expected", [["", ui.t("expected_any")], ...spoken] as [string, string][],
      set.expected, (expected) => change({ expected })) : nothing}
    ${spoken.map(([language, name]) => voices(ui, language, name, set, change))}
    ${options(ui.t("rate"), "rate", RATES.map(([one, key]) => [one, ui.t(key)]), set.rate, (rate) => change({ rate }))}
    ${options(ui.t("volume"), "volume", VOLUMES.map(([one, key]) => [one, ui.t(key)]), set.volume, (volume) => change({ volume }))}`;
}

type Change = (body: { [name: string]: Json }, shown: Partial<Settings>) => void;

/** The voices of one language, where there is a choice. */
function voices(ui: Ui, language: string, name: string, set: Settings, change: Change): TemplateResult | typeof nothing {
  const own = set.voices.filter((one) => one.language === language);
  if (own.length < 2) return nothing;
  const named = own.map((one) => [one.name, looked(ui.language, `voice_${one.name}`) ?? one.title] as [string, string]);
  return options(ui.t("voice_of", { language: name }), `voice-${language}`, named, own.find((one) => one.chosen)?.name ?? "",
    (wanted) => change({ voices: { [language]: wanted } },
      { voices: set.voices.map((one) => (one.language === language ? { ...one, chosen: one.name === wanted } : one)) }));
}

/** Return a wake word as it is said: "Hey Jarvis" of hey_jarvis. */
export function asSaid(word: string): string {
  return word.replace(/_/g, " ").replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
