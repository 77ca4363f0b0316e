/** The screen's token: traded for the code in the address, then kept by the browser. */
export interface Session { token: string; scopes: string[]; zone: string }

const KEY = "assistant.session";

/** Return the session, from the code in the address or from last time; null: there is none. */
export async function openSession(): Promise<Session | null> {
  const code = location.hash.slice(1);
  if (code === "") return kept();
  history.replaceState(null, "", location.pathname);
  const answer = await fetch("/screen/token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code }),
  }).catch(() => null);
  if (answer === null || !answer.ok) return kept();
  const session = (await answer.json()) as Session;
  localStorage.setItem(KEY, JSON.stringify(session));
  return session;
}

/** Forget the session: its token was refused. */
export function closeSession(): void {
  localStorage.removeItem(KEY);
}

function kept(): Session | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") as Session | null;
  } catch {
    return null;
  }
}
