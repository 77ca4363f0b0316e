/** Settings, skills, models and diagnostics. Closed while the car moves. */
import { html, nothing, type TemplateResult } from "lit";
import { bytes } from "../cards/values.ts";
import type { Language } from "../i18n.ts";
import { looked } from "../i18n.ts";
import type { Preferences, Section, Ui } from "../ui.ts";
import { diagnostics } from "./diagnostics.ts";
import { history, type History } from "./history.ts";

/** Return the page. */
export function settingsPage(ui: Ui): TemplateResult {
  const sections: Section[] = ["general", ...(ui.profile === "driver" ? ["privacy" as const] : []), "skills", "models",
    ...(ui.operator ? ["diagnostics" as const] : [])];
  const open = sections.includes(ui.section) ? ui.section : "general";
  const draw: Record<Section, (ui: Ui) => TemplateResult> = { general, privacy, skills, models, diagnostics };
  return html`<main class="page settings-page"><h1 class="hidden">${ui.t("page_settings")}</h1>
    <nav class="sections" data-area="sections" aria-label=${ui.t("page_settings")}>${sections.map((one) =>
      html`<button class="section ${one === open ? "on" : ""}" data-key=${`section-${one}`}
        aria-current=${one === open ? "page" : nothing} @click=${() => ui.open(one)}>${ui.t(`section_${one}`)}</button>`)}</nav>
    <section class="panel scroll" data-area="panel" data-scrolls tabindex="0" data-key="panel"
      aria-label=${ui.t(`section_${open}`)}>${draw[open](ui)}</section></main>`;
}

function options<T>(name: string, key: string, all: readonly [T, string][], now: T, choose: (one: T) => void): TemplateResult {
  return html`<div class="setting"><h2>${name}</h2><div class="segments" role="group" aria-label=${name}>
    ${all.map(([one, label]) => html`<button class="segment ${one === now ? "on" : ""}" data-key=${`${key}-${one}`}
      aria-pressed=${one === now} @click=${() => choose(one)}>${label}</button>`)}</div></div>`;
}

const LANGUAGES: readonly [Language, string][] = [["en", "English"], ["zh", "中文"]];

function general(ui: Ui): TemplateResult {
  const themes = (["auto", "day", "night"] as const).map((one) => [one, ui.t(`theme_${one}`)] as [Preferences["theme"], string]);
  const languages = LANGUAGES.filter(([one]) => ui.model.languages.includes(one));
  return html`${options(ui.t("language"), "language", languages, ui.language, (language) => ui.prefer({ language }))}
    ${options(ui.t("theme"), "theme", themes, ui.preferences.theme, (theme) => ui.prefer({ theme }))}
    ${ui.profile === "driver" && ui.model.microphone ? options(ui.t("microphones"), "mute",
      [[false, ui.t("on")], [true, ui.t("off")]], ui.model.muted, (muted) => ui.send({ type: "mute", muted })) : nothing}
    <dl class="about">${about(ui)}</dl>`;
}

interface Settings { voices: string[]; wake_words: string[]; barge_in: boolean; fetches: string[] }

/** What is set in the service's settings file, as it is. */
function about(ui: Ui): TemplateResult[] {
  const set = ui.data("/settings") as Settings | null | undefined;
  if (!set) return [];
  const some = (words: string[]): string => words.join(", ") || ui.t("none");
  const facts: [string, string][] = [
    [ui.t("microphones"), ui.t(ui.model.microphone ? "connected" : "none")],
    [ui.t("wake_word"), some(set.wake_words.map(asSaid))],
    [ui.t("voice"), some(LANGUAGES.filter(([one]) => set.voices.includes(one)).map(([, name]) => name))],
    [ui.t("barge_in"), ui.t(set.barge_in ? "on" : "off")],
    [ui.t("speakers"), ui.t("speakers_alike")],
    [ui.t("network"), set.fetches.length === 0 ? ui.t("offline_by_design") : some(set.fetches.map((one) => looked(ui.language, `fetches_${one}`) ?? one))],
  ];
  return facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
}

/** Return a wake word as it is said: "Hey Jarvis" of hey_jarvis. */
function asSaid(word: string): string {
  return word.replace(/_/g, " ").replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

function privacy(ui: Ui): TemplateResult {
  const kept = ui.data("/history") as History | null | undefined;
  return html`${options(ui.t("history_setting"), "consent", [[true, ui.t("on")], [false, ui.t("off")]],
    kept?.consent ?? false, (consent) => ui.put("/history", { consent }))}
    <p class="prose">${ui.t("history_ask")}</p><p class="prose">${ui.t("privacy_note")}</p>${kept ? history(kept, ui) : nothing}`;
}

interface Skill { id: string; name: Record<string, string>; version: string; tools: unknown[] }

function skills(ui: Ui): TemplateResult {
  const all = ui.data("/skills") as Skill[] | null | undefined;
  if (!all) return waiting(ui, all);
  return html`<ul class="rows">${all.map((one) => html`<li class="row"><span class="row-title">${one.name[ui.language] ?? one.id}
    <span class="row-detail">${ui.t("abilities", { count: one.tools.length })}</span></span>
    <span class="row-value">${one.version}</span></li>`)}</ul>`;
}

interface Model { id: string; title: string; use: string; bytes: number; fetched_bytes: number; licence: string; state: string }

function models(ui: Ui): TemplateResult {
  const all = ui.data("/models") as Model[] | null | undefined;
  if (!all) return waiting(ui, all);
  const here = all.filter((one) => one.state === "installed");
  const size = (some: Model[]): number => some.reduce((sum, one) => sum + one.bytes, 0);
  return html`<p class="prose">${ui.t("models_installed", { count: here.length, all: all.length, size: bytes(size(here)) })}</p>
    <progress class="bar" max=${all.length || 1} value=${here.length} aria-label=${ui.t("section_models")}></progress>
    <ul class="rows">${all.map((one) => html`<li class="row"><span class="row-title">${one.title}
      <span class="row-detail">${looked(ui.language, `use_${one.use}`) ?? one.use} · ${bytes(one.bytes)} · ${one.licence}</span>${comes(one)
        ? html`<progress class="bar" max=${one.bytes} value=${one.fetched_bytes} aria-label=${one.title}></progress>` : nothing}</span>
      <span class="row-value">${comes(one) ? `${Math.floor((100 * one.fetched_bytes) / one.bytes)} %`
        : (looked(ui.language, `model_${one.state}`) ?? one.state)}</span></li>`)}</ul>`;
}

/** Whether a model is being pulled, or was in part. */
function comes(one: Model): boolean {
  return one.state === "missing" && one.fetched_bytes > 0;
}

/** Return the words while something loads, or when it may not be seen. */
export function waiting(ui: Ui, found: null | undefined): TemplateResult {
  return html`<p class="prose">${ui.t(found === null ? "not_allowed" : "loading")}</p>`;
}
