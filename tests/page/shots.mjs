// Pictures of each screen, made from the invented example pages, for docs/screens.
//
//   node shots.mjs PATH/TO/dateline FOLDER [STORE]
//
// With STORE another store is shown (for looking at; its pictures stay out of the repository).
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = fileURLToPath(new URL(".", import.meta.url));
const [binary, out] = [resolve(process.argv[2]), resolve(process.argv[3])];
const room = mkdtempSync(join(tmpdir(), "dateline-shots-"));
mkdirSync(out, { recursive: true });
let store = process.argv[4];
if (!store) {
  store = join(room, "news.db");
  const examples = readdirSync(join(here, "../../examples")).filter((f) => /^\d.*\.(txt|html)$/.test(f));
  const done = spawnSync(binary, ["add", store, ...examples.map((f) => join("examples", f))], { encoding: "utf8", cwd: join(here, "../..") });
  if (done.status !== 0) throw new Error(done.stderr);
}
const child = spawn(binary, ["serve", store, "--port", "0", "--read-only"]);
const base = await new Promise((found) => {
  let said = "";
  child.stdout.on("data", (d) => { said += d; const at = said.match(/http:\/\/[^/\s]+/); if (at) found(at[0]); });
});
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const json = async (path) => (await fetch(base + path)).json();
const best = (rows, by) => rows.reduce((a, b) => (by(b) > by(a) ? b : a));
const stories = (await json("/stories.json?limit=50")).stories;
const events = (await json("/events.json?limit=200")).events;
const claims = (await json("/claims.json?limit=200")).claims;
const copies = (await json("/copies.json?limit=20")).copies;
const articles = (await json("/articles.json?limit=50")).articles;
const word = (articles.find((a) => a.headline)?.headline ?? "the").split(" ").sort((a, b) => b.length - a.length)[0];
const screens = {
  stories: "/",
  story: `/stories/${best(stories, (s) => s.events).id}`,
  events: "/events",
  event: `/events/${best(events, (e) => e.origins * 10 + (e.variants?.length ?? 0)).id}`,
  claims: "/claims",
  claim: `/claims/${best(claims, (c) => c.history.length * 10 + c.by.length).id}`,
  articles: "/articles",
  article: `/articles/${best(articles, (a) => a.copies * 1000 + a.words).id}`,
  copies: copies.length ? `/copies/${copies[0].id}` : "/copies",
  actors: "/actors",
  places: "/places",
  search: `/search?q=${word}`,
  sources: "/sources",
  review: "/review",
};
const shoot = async (name, path, options, then) => {
  const context = await browser.newContext({ viewport: { width: 900, height: 640 }, ...options });
  const page = await context.newPage();
  await page.goto(base + path);
  await then?.(page);
  await page.screenshot({ path: join(out, `${name}.png`), fullPage: process.env.FULL === "1" });
  await context.close();
};
for (const [name, path] of Object.entries(screens)) {
  await shoot(name, path, {}, name === "copies" ? (p) => p.locator("details.fold summary").first().click().catch(() => {}) : undefined);
}
for (const name of ["story", "article"]) await shoot(`${name}-dark`, screens[name], { colorScheme: "dark" });
await shoot("story-narrow", screens.story, { viewport: { width: 390, height: 800 } });
if (process.env.FULL === "1") for (const name of Object.keys(screens)) await shoot(`${name}-narrow`, screens[name], { viewport: { width: 390, height: 800 }, colorScheme: "dark" });
await shoot("keys", "/events", {}, (p) => p.keyboard.press("?"));
await browser.close();
child.kill();
rmSync(room, { recursive: true, force: true });
