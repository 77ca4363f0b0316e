/** Start the screen: get the session, then show it. */
import { AssistantMap } from "./map/element.ts";
import { AssistantScreen } from "./screen.ts";
import { openSession } from "./session.ts";

customElements.define("assistant-map", AssistantMap);
customElements.define("assistant-screen", AssistantScreen);

void openSession().then((session) => {
  document.body.replaceChildren(new AssistantScreen(session));
});
