/** Pages whose part is loaded when it is first wanted, or when the first page has been shown. */
import { html, type TemplateResult } from "lit";
import type { Ui } from "../ui.ts";

type More = typeof import("./more.ts");

let more: More | null = null;
let coming: Promise<void> | null = null;

/** Load the part; it is tried again when it did not come. */
export function loadMore(): Promise<void> {
  coming ??= import("./more.ts").then((loaded) => { more = loaded; }, () => { coming = null; });
  return coming;
}

/** Return what draws a page of the part: until it is here, the page is empty. */
export function later(page: keyof More): (ui: Ui) => TemplateResult {
  return (ui) => {
    if (more !== null) return more[page](ui);
    void loadMore().then(() => ui.redraw());
    return html`<main class="page"><p class="prose">${ui.t("loading")}</p></main>`;
  };
}
