/** What was said lately, if the people in the car agreed to keep it. Only when parked. */
import { html, type TemplateResult } from "lit";
import { timeOf } from "../cards/values.ts";
import { looked } from "../i18n.ts";
import type { Ui } from "../ui.ts";

interface Past { turn_id: string; at: string; zone: string; transcript: string; reply: string }
interface History { consent: boolean; turns: Past[] }

/** Return the page. */
export function historyPage(ui: Ui): TemplateResult {
  const history = ui.data("/history") as History | null | undefined;
  return html`<main class="page list-page"><h1 class="page-title">${ui.t("page_history")}</h1>
    ${history === undefined ? html`<p class="prose">${ui.t("loading")}</p>`
      : !history?.consent ? consent(ui)
      : history.turns.length === 0 ? html`<p class="prose">${ui.t("history_empty")}</p>`
      : html`<ul class="rows" data-scrolls tabindex="0" data-area="list" aria-label=${ui.t("page_history")}>
          ${history.turns.map((one) => line(one, ui))}</ul>`}</main>`;
}

function line(one: Past, ui: Ui): TemplateResult {
  return html`<li class="row"><span class="row-title">${one.transcript}<span class="row-detail">${one.reply}</span></span>
    <span class="row-value">${looked(ui.language, `seat_${one.zone}`) ?? ""} ${timeOf(one.at, ui.language)}</span></li>`;
}

function consent(ui: Ui): TemplateResult {
  return html`<p class="prose">${ui.t("history_ask")}</p><div class="yes-no" data-area="choices">
    <button class="wide primary" data-key="consent" @click=${() => ui.put("/history", { consent: true })}>${ui.t("history_keep")}</button></div>`;
}
