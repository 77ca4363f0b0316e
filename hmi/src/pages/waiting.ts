/** What stands where an answer of the service is still to come. */
import { html, type TemplateResult } from "lit";
import type { Ui } from "../ui.ts";

/** Return the words while something loads, or when it may not be seen. */
export function waiting(ui: Ui, found: null | undefined): TemplateResult {
  return html`<p class="prose">${ui.t(found === null ? "not_allowed" : "loading")}</p>`;
}
