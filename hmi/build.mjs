// Build the screen into the folder that the service serves: `node build.mjs`.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../assistant/api/static");

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const { metafile } = await build({
  entryPoints: {
    main: here("src/main.ts"),
    microphone: here("src/microphone.ts"),
    theme: here("src/style/theme.css"),
    "map-worker": here("node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs"),
  },
  outdir: out,
  bundle: true,
  splitting: true,
  metafile: true,
  chunkNames: "[name]-[hash]",
  minify: true,
  format: "esm",
  target: ["es2020", "chrome90", "safari15"],
  legalComments: "none",
  logLevel: "warning",
});
copyFileSync(here("src/index.html"), `${out}/index.html`);
writeFileSync(`${out}/licences.txt`, licences(Object.keys(metafile.inputs)));

/** The licence of every library that came into the build, and of those that are built into these. */
function licences(inputs) {
  const names = new Set(inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean));
  for (const name of names) { // a set grows while it is walked
    for (const more of Object.keys(about(name).dependencies ?? {})) if (!more.startsWith("@types/")) names.add(more);
  }
  return [...names].sort().map((name) => {
    const folder = here(`node_modules/${name}`);
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    const { version, license } = about(name);
    return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}\n`;
  }).join(`\n${"-".repeat(78)}\n\n`);
}

function about(name) {
  return JSON.parse(readFileSync(here(`node_modules/${name}/package.json`), "utf8"));
}
