/** What is installed: skills, and models with the progress of downloads. */
import { html, nothing, type TemplateResult } from "lit";
import { bytes } from "../cards/values.ts";
import { looked } from "../i18n.ts";
import type { Ui } from "../ui.ts";
import { waiting } from "./waiting.ts";

interface Skill { id: string; name: Record<string, string>; version: string; tools: unknown[] }

/** Return the panel of skills. */
export function skills(ui: Ui): TemplateResult {
  const all = ui.data("/skills") as Skill[] | null | undefined;
  if (!all) return waiting(ui, all);
  return html`<ul class="rows">${all.map((one) => html`<li class="row"><span class="row-title">${one.name[ui.language] ?? one.id}
    <span class="row-detail">${ui.t("abilities", { count: one.tools.length })}</span></span>
    <span class="row-value">${one.version}</span></li>`)}</ul>`;
}

interface Model { id: string; title: string; use: string; bytes: number; fetched_bytes: number; licence: string; state: string }

/** Return the panel of models. */
export function models(ui: Ui): TemplateResult {
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
