/** The answer cards: one template for each type, and a plain one for what is not known. */
import { html, nothing, type TemplateResult } from "lit";
import type { Card, Json } from "../events.ts";
import { icon, type Icon } from "../icons.ts";
import { limited } from "../ux-policy.ts";
import type { Ui } from "../ui.ts";
import { climateCard } from "./climate.ts";
import { pictureCard } from "./picture.ts";
import { choiceCard, listCard } from "./list.ts";
import { mapCard, routeCard } from "./route.ts";
import { looked } from "../i18n.ts";
import { countdown, number, text } from "./values.ts";

type Draw = (card: Card, ui: Ui) => TemplateResult;

const DRAW: Record<string, Draw> = {
  text: textCard, list: listCard, choice: choiceCard, map: mapCard, route: routeCard,
  picture: pictureCard, media: mediaCard, climate: climateCard, timer: timerCard,
  progress: progressCard, error: errorCard,
};

/** Return a card as it may be shown now. */
export function drawCard(card: Card, ui: Ui): TemplateResult {
  const draw = DRAW[card.type] ?? textCard;
  return html`<section class="card card-${card.type in DRAW ? card.type : "text"}"
    aria-label=${card.title || ui.t("card")}>${draw(limited(card, ui.limits), ui)}</section>`;
}

/** Return a card's title; nothing when it has none. */
export function heading(title: string, name?: Icon): TemplateResult | typeof nothing {
  return title === "" ? nothing
    : html`<h2 class="card-title">${name ? icon(name) : nothing}<span>${title}</span></h2>`;
}

/** Fields of a text card that are not its text, with their unit. */
const FACTS: Record<string, string> = {
  distance: "km", duration: "", speed: "km/h", consumption: "kWh/100 km",
};

function textCard(card: Card, ui: Ui): TemplateResult {
  const facts = Object.entries(FACTS).flatMap(([name, unit]) => {
    const value = text(card, name);
    const label = looked(ui.language, `fact_${name}`) ?? name;
    return value === "" ? [] : [html`<div class="fact"><dt>${label}</dt>
      <dd>${value} <small>${unit}</small></dd></div>`];
  });
  const colour = text(card, "colour");
  return html`${heading(card.title)}
    ${text(card, "text") ? html`<p class="prose" tabindex=${ui.limits.maxString < Infinity ? nothing : "0"}
      data-scrolls>${card["text"]}</p>` : nothing}
    ${facts.length ? html`<dl class="facts">${facts}</dl>` : nothing}
    ${/^#[0-9A-Fa-f]{6}$/.test(colour) ? html`<svg class="swatch" viewBox="0 0 8 8" role="img"
      aria-label=${card.title}><circle cx="4" cy="4" r="4" fill=${colour}></circle></svg>` : nothing}
    ${text(card, "source") ? html`<p class="minor">${card["source"]}</p>` : nothing}`;
}

function mediaCard(card: Card, ui: Ui): TemplateResult {
  const [position, length] = [number(card, "position_s"), number(card, "duration_s")];
  return html`<div class="media">
    <div class="cover">${icon("media")}</div>
    <div class="media-words">
      <h2 class="big">${card.title || ui.t("nothing_plays")}</h2>
      <p class="prose">${[text(card, "artist"), text(card, "album")].filter(Boolean).join(" · ")}</p>
      ${position !== null && length ? html`<progress class="bar" max=${length} value=${position}
        aria-label=${ui.t("progress")}></progress>
        <p class="minor">${countdown(position)} / ${countdown(length)}</p>` : nothing}
    </div></div>`;
}

function timerCard(card: Card, ui: Ui): TemplateResult {
  const seconds = number(card, "remaining_s") ?? number(card, "seconds") ?? 0;
  return html`${heading(card.title, "timer")}<p class="hero">${countdown(seconds)}</p>
    <p class="minor">${text(card, "label") || ui.t("timer")}</p>`;
}

function progressCard(card: Card, ui: Ui): TemplateResult {
  const level = number(card, "level") ?? number(card, "percent") ?? 0;
  const notes: Json[] = [text(card, "left") && ui.t("left", { time: text(card, "left") }),
    number(card, "limit") !== null && ui.t("until", { level: number(card, "limit") ?? 0 }),
    number(card, "power_kw") !== null && `${card["power_kw"]} kW`, text(card, "text")];
  return html`${heading(card.title)}<p class="hero">${Math.round(level)} %</p>
    <progress class="bar" max="100" value=${level} aria-label=${card.title || ui.t("progress")}></progress>
    <p class="prose">${notes.filter(Boolean).join(" · ")}</p>`;
}

function errorCard(card: Card): TemplateResult {
  return html`${heading(card.title, "error")}<p class="prose">${text(card, "text", "message")}</p>`;
}
