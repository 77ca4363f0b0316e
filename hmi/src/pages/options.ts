/** Choices in the settings: one of several, or some of several. */
import { html, type TemplateResult } from "lit";

/** Return a group of buttons of which one is on. */
export function options<T>(name: string, key: string, all: readonly [T, string][], now: T, choose: (one: T) => void): TemplateResult {
  return group(name, all.map(([one, label]) => html`<button class="segment ${one === now ? "on" : ""}" data-key=${`${key}-${one}`}
    aria-pressed=${one === now} @click=${() => choose(one)}>${label}</button>`));
}

/** Return a group of buttons of which at least one is on; the last one can't be switched off. */
export function several(name: string, key: string, all: readonly [string, string][], now: readonly string[],
  choose: (some: string[]) => void): TemplateResult {
  return group(name, all.map(([one, label]) => {
    const on = now.includes(one);
    const rest = on ? now.filter((other) => other !== one) : [...now, one];
    return html`<button class="segment ${on ? "on" : ""}" data-key=${`${key}-${one}`} aria-pressed=${on}
      aria-disabled=${rest.length === 0} @click=${() => { if (rest.length > 0) choose(rest); }}>${label}</button>`;
  }));
}

function group(name: string, buttons: TemplateResult[]): TemplateResult {
  return html`<div class="setting"><h2>${name}</h2><div class="segments" role="group" aria-label=${name} data-area=${name}>${buttons}</div></div>`;
}
