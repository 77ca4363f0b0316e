/** Settings, profiles, privacy, skills, models and diagnostics. Closed while the car moves. */
import { html, nothing, type TemplateResult } from "lit";
import { looked } from "../i18n.ts";
import type { Preferences, Section, Ui } from "../ui.ts";
import { diagnostics } from "./diagnostics.ts";
import { models, skills } from "./installed.ts";
import { options } from "./options.ts";
import { privacy } from "./privacy.ts";
import { profiles } from "./profiles.ts";
import { asSaid, LANGUAGES, voice, type Settings } from "./voice.ts";

const DRIVERS: readonly Section[] = ["voice", "profiles", "privacy"];
const DRAW: Record<Section, (ui: Ui) => TemplateResult> = { general, voice, profiles, privacy, skills, models, diagnostics };

/** Return the page. */
export function settingsPage(ui: Ui): TemplateResult {
  const sections: Section[] = ["general", ...(ui.profile === "driver" ? DRIVERS : []), "skills", "models",
    ...(ui.operator ? ["diagnostics" as const] : [])];
  const open = sections.includes(ui.section) ? ui.section : "general";
  return html`<main class="page settings-page"><h1 class="hidden">${ui.t("page_settings")}</h1>
    <nav class="sections" data-area="sections" data-scrolls aria-label=${ui.t("page_settings")}>${sections.map((one) =>
      html`<button class="section ${one === open ? "on" : ""}" data-key=${`section-${one}`}
        aria-current=${one === open ? "page" : nothing} @click=${() => ui.open(one)}>${ui.t(`section_${one}`)}</button>`)}</nav>
    <section class="panel scroll" data-area="panel" data-scrolls tabindex="0" data-key="panel"
      aria-label=${ui.t(`section_${open}`)}>${DRAW[open](ui)}</section></main>`;
}

function general(ui: Ui): TemplateResult {
  const themes = (["auto", "day", "night"] as const).map((one) => [one, ui.t(`theme_${one}`)] as [Preferences["theme"], string]);
  const languages = LANGUAGES.filter(([one]) => ui.model.languages.includes(one));
  return html`${options(ui.t("language"), "language", languages, ui.language, (language) => ui.prefer({ language }))}
    ${options(ui.t("theme"), "theme", themes, ui.preferences.theme, (theme) => ui.prefer({ theme }))}
    ${ui.profile === "driver" && ui.model.microphone ? options(ui.t("microphones"), "mute",
      [[false, ui.t("on")], [true, ui.t("off")]], ui.model.muted, (muted) => ui.send({ type: "mute", muted })) : nothing}
    <dl class="about">${about(ui)}</dl>`;
}

/** What can't be changed here, as it is. */
function about(ui: Ui): TemplateResult[] {
  const set = ui.data("/settings") as Settings | null | undefined;
  if (!set) return [];
  const some = (words: string[]): string => words.join(", ") || ui.t("none");
  const facts: [string, string][] = [
    [ui.t("microphones"), ui.t(ui.model.microphone ? "connected" : "none")],
    [ui.t("wake_word"), some(set.wake_words.map(asSaid))],
    [ui.t("barge_in"), ui.t(set.barge_in ? "on" : "off")],
    [ui.t("network"), set.fetches.length === 0 ? ui.t("offline_by_design") : some(set.fetches.map((one) => looked(ui.language, `fetches_${one}`) ?? one))],
  ];
  return facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
}
