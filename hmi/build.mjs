// Build the screen into the folder that the service serves: `node build.mjs`.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../assistant/api/static");

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  entryPoints: { main: here("src/main.ts"), microphone: here("src/microphone.ts"), theme: here("src/style/theme.css") },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2020", "chrome90", "safari15"],
  legalComments: "none",
  logLevel: "warning",
});
copyFileSync(here("src/index.html"), `${out}/index.html`);
