/** Start the screen: get the session, then show it. */
import { AssistantMap } from "./map/element.ts";
import { AssistantScreen } from "./screen.ts";
import { loadWords } from "./i18n.ts";
import { firstLanguage } from "./preferences.ts";
import { openSession } from "./session.ts";

customElements.define("assistant-map", AssistantMap);
customElements.define("assistant-screen", AssistantScreen);

void Promise.all([openSession(), loadWords(firstLanguage())]).then(([session]) => {
  document.body.replaceChildren(new AssistantScreen(session));
});
