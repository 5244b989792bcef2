// Builds one script for each kind of page that needs one into the Python package.
// The names of files hold a digest of their content; manifest.json says which is which, and
// licences.txt holds the notices of everything by others that was bundled.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createRequire } from "node:module";
import { defineConfig, type Plugin } from "vite";

const entries = ["site", "network", "chains", "query"];

// Folders of the packages that went into a script, by name. Workers are bundled apart from the
// pages but before these are written, so both add to one list.
const bundled = new Map<string, string>();

function note(id: string): void {
  const place = id.replaceAll("\\", "/");
  const found = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(place);
  if (found) {
    bundled.set(found[2]!, found[1]!);
    return;
  }
  // What the tools themselves add to a script is theirs too.
  for (const tool of ["vite", "rolldown"]) {
    if (place.startsWith(`\0${tool}/`)) {
      const require = createRequire(import.meta.url);
      bundled.set(tool, dirname(require.resolve(`${tool}/package.json`)));
    }
  }
}

function gather(): Plugin {
  return {
    name: "gather-packages",
    generateBundle(_options, bundle) {
      for (const part of Object.values(bundle)) {
        if (part.type === "chunk") Object.keys(part.modules).forEach(note);
      }
    },
  };
}

function describe(name: string, folder: string): string {
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf-8"));
  const notices = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf-8").replaceAll("\r\n", "\n").trim());
  // Vite's own file goes on with those of packages that it bundles for itself.
  const text = notices.join("\n\n").split(/\n# Licenses of bundled dependencies/)[0]!.trim();
  const title = `${name} ${about.version} (${about.license})`;
  if (text) return `${title}\n\n${text}\n`;
  // Some packages name their licence and leave the text out; that of MIT is known.
  if (!/\bMIT\b/.test(about.license ?? "")) {
    throw new Error(`${name} is bundled, but no licence was found in ${folder}`);
  }
  const own = readFileSync(resolve(import.meta.dirname, "../LICENSE"), "utf-8");
  const terms = own.replaceAll("\r\n", "\n").replace(/Copyright.*/, `Copyright (c) the authors of ${name}`);
  const source = about.repository?.url ?? about.homepage ?? "";
  return `${title}\n${source}\n\n${terms.trim()}\n`;
}

function writeLicences(): Plugin {
  return {
    name: "write-licences",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const part of Object.values(bundle)) {
          if (part.type === "chunk") Object.keys(part.modules).forEach(note);
        }
        const names = [...bundled.keys()].sort();
        const line = `\n${"-".repeat(80)}\n\n`;
        const head = "The scripts in this folder contain parts of these packages:\n\n";
        const source =
          head +
          names.map((name) => `- ${name}\n`).join("") +
          names.map((name) => line + describe(name, bundled.get(name)!)).join("");
        this.emitFile({ type: "asset", fileName: "licences.txt", source });
      },
    },
  };
}

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [writeLicences()],
  build: {
    outDir: resolve(import.meta.dirname, "../vanguard_graph/explorer/assets"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    assetsDir: "",
    reportCompressedSize: false,
    rollupOptions: {
      input: entries.map((name) => resolve(import.meta.dirname, `src/${name}.tsx`)),
    },
  },
  worker: { format: "es", plugins: () => [gather()] },
  test: { include: ["tests/**/*.test.{ts,tsx}"] },
} as Parameters<typeof defineConfig>[0]);
