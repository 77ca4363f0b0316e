/** What was said lately, if the people in the car agreed to keep it. Only when parked. */
import { html, nothing, type TemplateResult } from "lit";
import { timeOf } from "../cards/values.ts";
import { looked } from "../i18n.ts";
import type { Ui } from "../ui.ts";

interface Past { turn_id: string; at: string; zone: string; transcript: string; reply: string }
export interface History { consent: boolean; turns: Past[] }

/** Return the latest requests; nothing without consent, and while driving is restricted. */
export function history(kept: History, ui: Ui): TemplateResult | typeof nothing {
  if (!kept.consent || ui.limits.restricted) return nothing;
  return html`<h2>${ui.t("history")}</h2>${kept.turns.length === 0 ? html`<p class="prose">${ui.t("history_empty")}</p>`
    : html`<ul class="rows">${kept.turns.map((one) => line(one, ui))}</ul>`}`;
}

function line(one: Past, ui: Ui): TemplateResult {
  return html`<li class="row"><span class="row-title">${one.transcript}<span class="row-detail">${one.reply}</span></span>
    <span class="row-value">${looked(ui.language, `seat_${one.zone}`) ?? ""} ${timeOf(one.at, ui.language)}</span></li>`;
}
