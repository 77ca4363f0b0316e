/** Pictures that the car draws: how far it is, what can be seen of it, and what became of it. */
import { html, nothing, type TemplateResult } from "lit";
import type { Card } from "../events.ts";
import { icon } from "../icons.ts";
import { looked } from "../i18n.ts";
import { shownPicture, type Drawing } from "../pictures.ts";
import type { Ui } from "../ui.ts";
import { heading } from "./card.ts";
import { number, text } from "./values.ts";

/** Return the card; where pictures may not be shown it only says so. */
export function pictureCard(card: Card, ui: Ui): TemplateResult {
  if (!ui.limits.motion) return html`${heading(card.title)}<p class="prose">${ui.t("picture_parked")}</p>`;
  const source = text(card, "image");
  if (source.startsWith("data:image/")) return framed(card, html`<img class="picture" src=${source} alt=${altOf(card)}>`);
  const shown = shownPicture(card, ui.model.drawings);
  if (shown === null) return html`${heading(card.title)}<p class="prose">${ui.t("picture_parked")}</p>`;
  return framed(card, html`${image(shown, card, ui)}${progress(shown, ui)}${notes(shown, ui)}`, buttons(shown, card, ui));
}

/** Return the picture beside its words: title, page, text. */
function framed(card: Card, picture: TemplateResult, tools: TemplateResult | typeof nothing = nothing): TemplateResult {
  const [page, pages] = [number(card, "page"), number(card, "pages")];
  return html`<div class="drawn"><div class="drawn-frame">${picture}</div><div class="drawn-words">
    ${heading(card.title)}${text(card, "text") ? html`<p class="prose" data-scrolls tabindex="0">${card["text"]}</p>` : nothing}
    ${page !== null && pages !== null ? html`<p class="minor">${page} / ${pages}</p>` : nothing}${tools}</div></div>`;
}

function image(shown: Drawing, card: Card, ui: Ui): TemplateResult {
  const path = shown.state === "ready" ? `/api/v1/pictures/${shown.picture}.jpg`
    : shown.preview ? `/api/v1/pictures/${shown.picture}.jpg?size=preview` : "";
  const source = path === "" ? undefined : ui.image(path, shown.step);
  if (source) return html`<img class="picture ${shown.state === "ready" ? "" : "coming"}" src=${source} alt=${altOf(card)}>`;
  return html`<div class="picture empty">${icon("gallery")}</div>`;
}

function altOf(card: Card): string {
  return text(card, "alt") || card.title;
}

/** How far it is: a bar once the number of steps is known. */
function progress(shown: Drawing, ui: Ui): TemplateResult | typeof nothing {
  if (shown.state === "ready") return nothing;
  const word = shown.state === "failed" ? (looked(ui.language, `error_${shown.error}`) ?? ui.t("error_picture_engine"))
    : ui.t(shown.state === "waiting" ? "picture_waiting" : shown.state === "drawing" ? "picture_drawing"
      : shown.state === "deleted" ? "picture_deleted" : "picture_stopped");
  return html`${shown.state === "drawing" && shown.steps > 0 ? html`<progress class="bar" max=${shown.steps} value=${shown.step}
    aria-label=${ui.t("picture_drawing")}></progress>` : nothing}<p class="minor drawn-state">${word}</p>`;
}

function notes(shown: Drawing, ui: Ui): TemplateResult | typeof nothing {
  const words = shown.notes.map((one) => looked(ui.language, `picture_${one}`) ?? "").filter(Boolean);
  return words.length === 0 ? nothing : html`<p class="minor drawn-state">${words.join(" ")}</p>`;
}

/** What can be done now: stop it, or keep it and see the others. */
function buttons(shown: Drawing, card: Card, ui: Ui): TemplateResult | typeof nothing {
  const path = `/pictures/${shown.picture}`;
  if (shown.state === "waiting" || shown.state === "drawing") {
    return html`<div class="drawn-tools"><button class="tile" data-key="picture-stop" @click=${() => void ui.change("POST", `${path}/cancel`, null, "/pictures")}>${icon("stop")}
      <span>${ui.t("stop")}</span></button></div>`;
  }
  if (shown.state !== "ready") return nothing;
  const saved = shown.saved ?? card["saved"] === true;
  return html`<div class="drawn-tools"><button class="tile ${saved ? "on" : ""}" data-key="picture-save" aria-pressed=${saved}
    @click=${() => ui.savePicture(shown.picture, !saved)}>${icon("like")}<span>${ui.t(saved ? "picture_saved" : "picture_save")}</span></button>
    <button class="tile" data-key="picture-gallery" @click=${() => ui.go("gallery")}>${icon("gallery")}<span>${ui.t("page_gallery")}</span></button></div>`;
}
