/** Music by touch. */
import { html, nothing, type TemplateResult } from "lit";
import { drawCard } from "../cards/card.ts";
import type { Card } from "../events.ts";
import { icon, type Icon } from "../icons.ts";
import type { Key } from "../i18n.ts";
import type { Ui } from "../ui.ts";

const NOTHING: Card = { type: "media", title: "" };

interface Control { key: Key; say: Key; icon: Icon; main?: boolean }

const PLAY: Control = { key: "play", say: "say_resume", icon: "play", main: true };
const PAUSE: Control = { key: "pause", say: "say_pause", icon: "pause", main: true };

const CONTROLS: readonly Control[] = [
  { key: "quieter", say: "say_quieter", icon: "quieter" },
  { key: "previous", say: "say_previous", icon: "previous" },
  PLAY,
  { key: "next", say: "say_next", icon: "next" },
  { key: "louder", say: "say_louder", icon: "louder" },
];

const MORE: readonly { key: Key; say: Key; icon: Icon }[] = [
  { key: "music", say: "say_music", icon: "media" },
  { key: "radio", say: "say_radio", icon: "listening" },
  { key: "like", say: "say_like", icon: "like" },
];

/** Return the page. */
export function mediaPage(ui: Ui): TemplateResult {
  return html`<main class="page media-page"><h1 class="hidden">${ui.t("page_media")}</h1>
    <div class="panel">${drawCard(ui.model.media ?? NOTHING, ui)}</div>
    <div class="controls" data-area="controls">${CONTROLS.map((one) => one === PLAY && plays(ui) ? PAUSE : one).map((one) => html`<button
      class="round ${one.main ? "main" : ""}" data-key=${one.key} aria-label=${ui.t(one.key)}
      @click=${() => press(ui, one.say)}>${icon(one.icon)}</button>`)}</div>
    <div class="switches ${ui.pages.includes("gallery") ? "four" : ""}" data-area="sources">${MORE.map((one) => html`<button class="tile"
      data-key=${one.key} @click=${() => press(ui, one.say)}>${icon(one.icon)}<span>${ui.t(one.key)}</span></button>`)}${ui.pages.includes("gallery") ? html`<button class="tile" data-key="gallery"
        @click=${() => ui.go("gallery")}>${icon("gallery")}<span>${ui.t("page_gallery")}</span></button>` : nothing}
    </div></main>`;
}

/** A card that tells no status came when something began to play. */
function plays(ui: Ui): boolean {
  return ui.model.media !== null && (ui.model.media["status"] ?? "playing") === "playing";
}

/** Do it, and ask what plays then. */
function press(ui: Ui, say: Key): void {
  ui.ask(ui.t(say));
  ui.ask(ui.t("say_playing"), "media.playing");
}
