/** What stands around every page: the rail, the bar with what is wrong, the question of an app. */
import { html, nothing, type TemplateResult } from "lit";
import { clockOf } from "./cards/values.ts";
import { icon, type Icon } from "./icons.ts";
import { looked } from "./i18n.ts";
import { stateWord } from "./pages/home.ts";
import { cut, placeOf } from "./ux-policy.ts";
import { look, type Ui } from "./ui.ts";

/** Return the rail: the assistant with its state, then the pages that may be open. */
export function rail(ui: Ui): TemplateResult {
  return html`<nav class="rail" data-area="rail" aria-label=${ui.t("pages")}>${ui.pages.filter((page) => placeOf(page) === page).map((page) => {
    const here = page === placeOf(ui.page);
    return html`<button class="rail-item ${here ? "on" : ""}" data-key=${`page-${page}`} aria-label=${ui.t(`page_${page}`)}
      aria-current=${here ? "page" : nothing} @click=${() => ui.go(page)}>${icon(page === "home" ? homeIcon(ui) : page)}</button>`;
  })}</nav>`;
}

/** The assistant's own sign, unless it wants to be looked at. */
function homeIcon(ui: Ui): Icon {
  return ui.voice === "idle" || ui.voice === "answer" ? "mic" : look(ui).icon;
}

/** Return the top bar: the time beside an answer, and badges with word and icon. */
export function topBar(ui: Ui): TemplateResult {
  const calm = ui.page === "home" && (ui.voice === "idle" || ui.voice === "muted");
  return html`<header class="top">
    ${ui.model.muted && ui.voice !== "muted" ? badge("muted", ui.t("voice_muted")) : nothing}
    ${ui.model.link === "open" && ui.model.failing.length > 0
      ? badge("alert", looked(ui.language, `part_${ui.model.failing[0]}`) ?? ui.t("part_failing")) : nothing}
    ${ui.model.cloud === "offline" ? badge("cloudless", ui.t("cloud_offline")) : nothing}
    ${refusal(ui)}
    ${ui.model.notice ? badge("timer", cut(ui.model.notice.text, ui.limits)) : nothing}
    <span class="top-clock">${calm ? "" : clockOf(ui.date, ui.language)}</span></header>`;
}

/** Return why a control did nothing, where the answer itself is not in sight. */
function refusal(ui: Ui): TemplateResult | typeof nothing {
  const failure = ui.page === "home" ? null : ui.model.failure;
  if (failure !== null) return badge("error", looked(ui.language, `error_${failure.code}`) ?? ui.t("error_error"));
  const answer = ui.page === "home" ? null : ui.model.answer;
  if (answer === null || (answer.outcome !== "refused" && answer.outcome !== "failed")) return nothing;
  return badge("error", cut(answer.text, ui.limits));
}

function badge(name: Icon, words: string): TemplateResult {
  return html`<span class="badge">${icon(name)}<span>${words}</span></span>`;
}

/** Return the question that a program's call waits on; it stands over every page. */
export function appQuestion(ui: Ui): TemplateResult | typeof nothing {
  const waits = ui.model.link === "open" ? ui.model.confirmations[0] : undefined;
  if (waits === undefined) return nothing;
  const answer = (yes: boolean) => () => ui.send({ type: "confirm", confirmation: waits.id, yes });
  return html`<div class="over"><section class="dialog" role="alertdialog" aria-modal="true" aria-labelledby="question" data-area="dialog">
    <p class="say" id="question">${cut(waits.question, ui.limits)}</p>
    <div class="yes-no"><button class="wide primary" data-key="app-yes" @click=${answer(true)}>${ui.t("yes")}</button>
    <button class="wide" data-key="app-no" @click=${answer(false)}>${ui.t("no")}</button></div></section></div>`;
}

/** Return what a screen reader says when the state changes. */
export function spokenState(ui: Ui): TemplateResult {
  return html`<p class="hidden" role="status" aria-live="polite">${stateWord(ui)}</p>`;
}
