/** The pictures that were drawn in this car: look at one, keep it, delete it. */
import { html, nothing, type TemplateResult } from "lit";
import { timeOf } from "../cards/values.ts";
import { icon } from "../icons.ts";
import type { Ui } from "../ui.ts";
import { waiting } from "./waiting.ts";

/** A picture as the service tells it. */
export interface Picture { id: string; title: string; state: string; saved: boolean; made_at: string; image: string }

/** Return the page: all pictures, or the one that is looked at. */
export function galleryPage(ui: Ui): TemplateResult {
  const all = ui.data("/pictures") as Picture[] | null | undefined;
  const open = all?.find((one) => one.id === ui.looking.picture);
  return html`<main class="page gallery-page"><h1 class="hidden">${ui.t("page_gallery")}</h1>
    ${!all ? waiting(ui, all) : open ? one(open, ui) : grid(all, ui)}</main>`;
}

function grid(all: readonly Picture[], ui: Ui): TemplateResult {
  const here = all.filter((one) => one.state === "ready");
  if (here.length === 0) {
    return html`<div class="gallery-none">${icon("gallery")}<p class="say">${ui.t("gallery_empty")}</p>
      <button class="wide" data-key="gallery-try" @click=${() => ui.ask(ui.t("say_draw"))}>${ui.t("gallery_try")}</button></div>`;
  }
  return html`<div class="gallery" data-area="gallery" data-scrolls tabindex="-1">${here.map((one) => html`<button class="thumb"
    data-key=${`picture-${one.id}`} aria-label=${one.title} @click=${() => ui.look({ picture: one.id, sure: false })}>
    ${thumb(one, ui)}<span class="thumb-title">${one.saved ? icon("like") : nothing}<span>${titled(one)}</span></span></button>`)}</div>`;
}

/** A picture is called by what was asked for; a title begins with a capital. */
function titled(one: Picture): string {
  return one.title.charAt(0).toUpperCase() + one.title.slice(1);
}

function thumb(one: Picture, ui: Ui): TemplateResult {
  const source = ui.image(`${one.image}?size=small`);
  return source ? html`<img src=${source} alt="">` : html`<span class="thumb-none">${icon("gallery")}</span>`;
}

function one(open: Picture, ui: Ui): TemplateResult {
  const source = ui.image(open.image) ?? ui.image(`${open.image}?size=small`);
  const back = (): void => ui.look({ picture: "", sure: false });
  return html`<figure class="viewer">${source ? html`<img class="picture" src=${source} alt=${open.title}>`
    : html`<div class="picture empty">${icon("gallery")}</div>`}</figure>
    <section class="viewer-side" data-area="viewer"><h2 class="big">${titled(open)}</h2>
      <p class="minor">${timeOf(open.made_at, ui.language)}</p>
      <button class="tile" data-key="viewer-back" @click=${back}>${icon("back")}<span>${ui.t("back")}</span></button>
      <button class="tile ${open.saved ? "on" : ""}" data-key="viewer-save" aria-pressed=${open.saved}
        @click=${() => ui.savePicture(open.id, !open.saved)}>${icon("like")}<span>${ui.t(open.saved ? "picture_saved" : "picture_save")}</span></button>
      <button class="tile" data-key="viewer-delete" @click=${() => remove(open, ui)}>${icon("close")}
        <span>${ui.t(ui.looking.sure ? "delete_sure" : "delete")}</span></button></section>`;
}

/** Delete at the second press. */
function remove(open: Picture, ui: Ui): void {
  if (!ui.looking.sure) return ui.look({ picture: open.id, sure: true });
  ui.look({ picture: "", sure: false });
  void ui.change("DELETE", `/pictures/${open.id}`, null, "/pictures");
}
