/** Lists: to read (`list`), and to choose from (`choice`). */
import { html, nothing, type TemplateResult } from "lit";
import type { Card, Json } from "../events.ts";
import { icon, type Icon } from "../icons.ts";
import type { Ui } from "../ui.ts";
import { heading } from "./card.ts";
import { row, text } from "./values.ts";

const SKY: Record<string, Icon> = {
  clear: "sun", fair: "sun", cloudy: "cloud", overcast: "cloud", fog: "cloud", drizzle: "rain",
  rain: "rain", showers: "rain", storm: "rain", snow: "snow",
};

function items(card: Card): Json[] {
  return Array.isArray(card["items"]) ? card["items"] : [];
}

/** Return a list to read. */
export function listCard(card: Card, ui: Ui): TemplateResult {
  return html`${heading(card.title)}<ul class="rows" data-scrolls
    tabindex=${ui.limits.maxItems < Infinity ? nothing : "0"}>${items(card).map((item) => line(item, ui))}</ul>`;
}

function line(item: Json, ui: Ui): TemplateResult {
  const one = row(item, ui.language);
  const sky = item !== null && typeof item === "object" && !Array.isArray(item)
    ? SKY[text(item, "condition")] : undefined;
  return html`<li class="row">${sky ? icon(sky) : nothing}${thumb(item, ui)}
    <span class="row-title">${one.title}${one.detail
      ? html`<span class="row-detail">${one.detail}</span>` : nothing}</span>
    ${one.value ? html`<span class="row-value">${one.value}</span>` : nothing}</li>`;
}

/** The picture of an item, where pictures may be shown. */
function thumb(item: Json, ui: Ui): TemplateResult | typeof nothing {
  const path = item !== null && typeof item === "object" && !Array.isArray(item) ? text(item, "image") : "";
  const source = ui.limits.motion && path.startsWith("/api/v1/pictures/") ? ui.image(path) : null;
  return source ? html`<img class="row-thumb" src=${source} alt="">` : nothing;
}

/** Return a list to choose from, by touch, by the controller, or by saying it. */
export function choiceCard(card: Card, ui: Ui): TemplateResult {
  const confirmation = text(card, "confirmation");
  const choose = (item: Json, index: number): void => {
    if (confirmation === "") ui.send({ type: "choose", item: index });
    else ui.send({ type: "confirm", confirmation, yes: (item as { id?: Json }).id === "yes" });
  };
  return html`${heading(card.title)}<div class="choices" data-area="choices">
    ${items(card).map((item, index) => {
      const one = row(item, ui.language);
      return html`<button class="choice" data-key="choice-${index}" @click=${() => choose(item, index)}>
        <span class="row-title">${one.title}${one.detail
          ? html`<span class="row-detail">${one.detail}</span>` : nothing}</span>
        ${one.value ? html`<span class="row-value">${one.value}</span>` : nothing}</button>`;
    })}</div>`;
}
