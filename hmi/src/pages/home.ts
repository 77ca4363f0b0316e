/** The first page: what the assistant does on one side, its answer on the other. */
import { html, nothing, type TemplateResult } from "lit";
import { drawCard } from "../cards/card.ts";
import { clockOf, countdown, dayOf } from "../cards/values.ts";
import { icon } from "../icons.ts";
import { looked, type Key } from "../i18n.ts";
import type { VoiceState } from "../reducer.ts";
import { cut } from "../ux-policy.ts";
import { look, type Ui } from "../ui.ts";

/** Return the page. */
export function homePage(ui: Ui): TemplateResult {
  return html`<main class="page home" data-voice=${ui.voice} data-outcome=${ui.voice === "answer" ? (ui.model.answer?.outcome ?? "") : ""}>
    ${presence(ui)}
    <section class="stage" data-area="stage">${stage(ui)}</section>
  </main>`;
}

// --- the assistant ------------------------------------------------------------------------------

const BUSY: ReadonlySet<VoiceState> = new Set(["thinking", "speaking"]);

function presence(ui: Ui): TemplateResult {
  const small = ui.voice === "listening" || BUSY.has(ui.voice);
  return html`<section class="presence" data-area="voice">
    <button class="orb" data-key="orb" aria-label=${orbLabel(ui)} ?disabled=${ui.voice === "offline"}
      @click=${() => pressOrb(ui)}><span class="ring" aria-hidden="true"></span>${icon(look(ui).icon)}</button>
    <div class="presence-words">
      <p class="state" aria-hidden="true">${stateWord(ui)}</p>
      ${ui.limits.restricted ? nothing : html`<p class="minor">${note(ui)}</p>`}
    </div>
    ${ui.voice !== "error" && (small || ui.model.answer) ? html`<button class="round" data-key="back"
      aria-label=${ui.t("cancel")} @click=${ui.dismiss}>${icon("close")}</button>` : nothing}
  </section>`;
}

/** Return the word for what the assistant does; a slow answer says so after a second. */
export function stateWord(ui: Ui): string {
  const slow = ui.voice === "thinking" && ui.now - ui.model.since > 1000;
  if (ui.voice === "idle" && ui.talk === null) return ui.t("voice_no_microphone");
  return ui.t(slow ? "one_moment" : look(ui).word);
}

function note(ui: Ui): string {
  if (ui.voice === "offline") return ui.model.tries > 1 ? ui.t("tries", { count: ui.model.tries }) : "";
  if (ui.voice === "idle") return ui.t(ui.talk === null ? "hint_type" : ui.model.microphone ? "hint_wake" : "hint_tap");
  return ui.voice === "muted" ? ui.t("hint_muted") : "";
}

function orbLabel(ui: Ui): string {
  if (ui.voice === "listening") return ui.t("done_speaking");
  if (BUSY.has(ui.voice)) return ui.t("stop");
  return ui.t(ui.model.muted ? "unmute" : "talk");
}

function pressOrb(ui: Ui): void {
  if (ui.voice === "listening") ui.send({ type: "release" });
  else if (BUSY.has(ui.voice)) ui.send({ type: "cancel" });
  else if (ui.model.muted && ui.profile === "driver") ui.send({ type: "mute", muted: false });
  else if (ui.talk !== null) ui.talk();
  else if (ui.limits.keyboard) document.querySelector<HTMLInputElement>(".ask input")?.focus();
}

// --- the answer ---------------------------------------------------------------------------------

function stage(ui: Ui): TemplateResult {
  switch (ui.voice) {
    case "offline":
      return html`<p class="say">${ui.t(ui.model.link === "refused" ? "refused"
        : ui.limits.restricted && ui.model.tries > 3 ? "not_available" : "starting")}</p>`;
    case "listening":
      return html`<p class="say heard">${ui.limits.transcript ? ui.model.heard : ""}</p>`;
    case "thinking":
      return html`<p class="say heard">${understood(ui)}</p>`;
    case "confirming":
      return question(ui);
    case "error":
      return failure(ui);
    case "speaking":
    case "answer":
      return answer(ui);
    default:
      return idle(ui);
  }
}

/** Return what was said, or, where that may not be shown, what it is about. */
function understood(ui: Ui): string {
  if (ui.limits.transcript) return ui.model.heard;
  const skills = (ui.data("/skills") ?? []) as { id: string; name: Record<string, string> }[];
  const skill = skills.find((one) => one.id === ui.model.intent.split(".")[0]);
  return skill?.name[ui.language] ?? "";
}

function answer(ui: Ui): TemplateResult {
  const now = ui.model.answer;
  if (now === null) return html``;
  const said = cut(now.text, ui.limits);
  return html`${said ? html`<p class="say ${said.length > 90 ? "long" : ""}">${said}</p>` : nothing}
    ${now.card ? drawCard(now.card, ui) : nothing}`;
}

function question(ui: Ui): TemplateResult {
  return html`${answer(ui)}${ui.model.asks === "yes_no" ? html`<div class="yes-no" data-area="choices">
    <button class="wide primary" data-key="yes" @click=${() => ui.send({ type: "confirm", yes: true })}>${ui.t("yes")}</button>
    <button class="wide" data-key="no" @click=${() => ui.send({ type: "confirm", yes: false })}>${ui.t("no")}</button>
  </div>` : nothing}`;
}

function failure(ui: Ui): TemplateResult {
  const code = ui.model.failure?.code ?? "error";
  return html`<p class="say" role="alert">${looked(ui.language, `error_${code}`) ?? ui.t("error_error")}</p>
    <button class="wide" data-key="dismiss" @click=${ui.dismiss}>${ui.t("back")}</button>`;
}

// --- when nothing goes on -----------------------------------------------------------------------

const EXAMPLES: readonly Key[] = ["try_window", "try_warm", "try_weather"];

function idle(ui: Ui): TemplateResult {
  return html`<div class="idle"><div class="calm">
    <p class="clock">${clockOf(ui.date, ui.language)}</p>
    ${ui.limits.restricted ? nothing : html`<p class="date">${dayOf(ui.date, ui.language)}</p>`}
    ${timers(ui)}</div>
    ${ui.limits.keyboard ? html`<div class="examples">${EXAMPLES.map((key) => html`<button class="example"
        data-key=${key} @click=${() => ui.ask(ui.t(key))}>${ui.t(key)}</button>`)}</div>`
      : nothing}</div>${ui.limits.keyboard ? askForm(ui) : nothing}`;
}

function timers(ui: Ui): TemplateResult[] {
  const passed = (ui.now - ui.model.timersAt) / 1000;
  return ui.model.timers.slice(0, 2).map((one) => html`<p class="running">${icon("timer")}
    <span>${countdown(one.remaining_s - passed)}</span> <span class="minor">${cut(one.label, ui.limits)}</span></p>`);
}

function askForm(ui: Ui): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const field = form.elements.namedItem("text") as HTMLInputElement;
    if (field.value.trim() !== "") ui.ask(field.value.trim());
    form.reset();
  };
  return html`<form class="ask" @submit=${submit}>
    <input name="text" data-key="ask" autocomplete="off" maxlength="500" placeholder=${ui.t("ask_hint")}
      aria-label=${ui.t("ask_hint")}>
    <button class="round" data-key="send" aria-label=${ui.t("send")}>${icon("send")}</button></form>`;
}
