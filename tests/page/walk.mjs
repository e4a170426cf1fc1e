// Walks every screen of `dateline serve` as people do: with a mouse, with keys alone, in the
// dark, on a narrow screen, on paper, without script, and over a corpus that means harm.
//
//   node walk.mjs PATH/TO/dateline [FOLDER FOR SCREENSHOTS]
//
// Needs Debian's chromium. Serves on loopback; a request to any other host fails the test.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = fileURLToPath(new URL(".", import.meta.url));
const binary = resolve(process.argv[2] ?? join(here, "../../target/release/dateline"));
const shots = process.argv[3] && resolve(process.argv[3]);
const axe = readFileSync(join(here, "node_modules/axe-core/axe.min.js"), "utf8");
const room = mkdtempSync(join(tmpdir(), "dateline-page-"));
let passed = 0;
const failures = [];

async function test(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failures.push(name);
    console.log(`FAIL ${name}: ${error.message}`);
  }
}

function must(truth, what) {
  if (!truth) throw new Error(what);
}

function add(store, inputs) {
  const done = spawnSync(binary, ["add", store, ...inputs], { encoding: "utf8" });
  must(done.status === 0 || done.status === 2, `add: ${done.stderr}`);
}

function serve(store, ...flags) {
  const child = spawn(binary, ["serve", store, "--port", "0", ...flags]);
  return new Promise((found, lost) => {
    let said = "";
    child.stdout.on("data", (d) => {
      said += d;
      const at = said.match(/http:\/\/[^/\s]+\//);
      if (at) found({ child, base: at[0].slice(0, -1) });
    });
    child.on("exit", (code) => lost(new Error(`serve ended with ${code}: ${said}`)));
  });
}

// A page that reports what must not happen: errors, blocked loads, other hosts.
async function open(browser, base, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (m) => m.type() === "error" && wrong.push(m.text()));
  page.on("pageerror", (e) => wrong.push(String(e)));
  page.on("dialog", (d) => { wrong.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on("request", (r) => { if (!r.url().startsWith(base)) wrong.push(`other host: ${r.url()}`); });
  return { context, page, wrong };
}

const examples = join(here, "../../examples");
const pages = readdirSync(examples).filter((f) => /^\d.*\.(txt|html)$/.test(f)).map((f) => join(examples, f));
const store = join(room, "news.db");
add(store, pages);

// Markup, quotes and control characters wherever a page can put them.
const evil = `<script>alert(1)</script><img src=x onerror=alert(2)>"'&\u202e`;
const hostile = join(room, "hostile.jsonl");
writeFileSync(hostile, [1, 2].map((n) => JSON.stringify({
  id: `evil ${n} ${evil}`, kind: "body", url: "javascript:alert(3)", published: "2031-02-0" + n,
  publisher: `The ${evil} Post`, title: `${evil} minister visits Oslo`,
  text: `Norwegian Foreign Minister Kari ${evil} Holt met Swedish Prime Minister Ulf Berg in Oslo on Monday.\n\nHolt said Sweden would sign the treaty in June. ${evil}\n`,
})).join("\n"));
const hostileStore = join(room, "hostile.db");
add(hostileStore, [hostile]);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
const { child, base } = await serve(store);
const other = await serve(hostileStore, "--read-only");

const first = async (path, selector) => {
  const { page, context } = await open(browser, base);
  await page.goto(base + path);
  const href = await page.locator(selector).first().getAttribute("href");
  await context.close();
  return href;
};
const story = await first("/", "h2 a[href^='/stories/']");
const event = await first("/events", "a.what[href^='/events/']");
const claim = await first("/claims", "a[href^='/claims/c:']");
const article = await first("/articles", "h3 a[href^='/articles/']");
const copies = await first("/copies", "h3 a[href^='/copies/']");
const screens = {
  stories: "/", story, events: "/events", event, claims: "/claims", claim, articles: "/articles", article, copies: "/copies",
  copy: copies, actors: "/actors", actor: "/actors/one?actor=DNK", places: "/places", search: "/search?q=ferry", claimsToReview: "/review?type=claims", sources: "/sources", review: "/review",
};

for (const [name, path] of Object.entries(screens)) {
  await test(`screen ${name}: whole, quiet, accessible`, async () => {
    const { page, wrong, context } = await open(browser, base);
    const answer = await page.goto(base + path);
    must(answer.status() === 200, `status ${answer.status()}`);
    must((await page.locator("h1").count()) <= 1 && (await page.title()).includes("Dateline"), "heading or title");
    must((await page.locator("main").count()) === 1, "one main");
    // The policy forbids inline script, so axe goes in by the debugging protocol.
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
    const serious = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
    must(!serious.length, serious.map((v) => `${v.id}: ${v.nodes[0].html}`).join("; "));
    must(!wrong.length, wrong.join("; "));
    if (shots) { mkdirSync(shots, { recursive: true }); await page.screenshot({ path: join(shots, `${name}.png`), fullPage: name !== "articles" }); }
    await context.close();
  });
  await test(`screen ${name}: without script, narrow, dark`, async () => {
    const { page, wrong, context } = await open(browser, base, { javaScriptEnabled: false, viewport: { width: 380, height: 800 }, colorScheme: "dark" });
    await page.goto(base + path);
    const text = await page.locator("main").innerText();
    must(text.trim().length > 40, "nothing to read");
    must(!wrong.length, wrong.join("; "));
    if (shots && ["story", "article"].includes(name)) await page.screenshot({ path: join(shots, `${name}-narrow-dark.png`) });
    await context.close();
  });
}

await test("twins give the same rows", async () => {
  for (const path of ["/events", "/claims", "/articles", "/actors", "/places", "/stories", "/copies"]) {
    const json = await (await fetch(`${base}${path}.json`)).json();
    const csv = await (await fetch(`${base}${path}.csv`)).text();
    const name = Object.keys(json).find((k) => Array.isArray(json[k]));
    must(json[name].length > 0, `${path}: no rows`);
    must(csv.split("\n")[0].includes(","), `${path}: no header`);
  }
});

await test("keys alone: search, next, open, evidence, help", async () => {
  const { page, wrong, context } = await open(browser, base);
  await page.goto(base + "/");
  await page.keyboard.press("?");
  must(await page.locator("#keys").evaluate((d) => d.open), "no sheet of keys");
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  must((await page.locator(".current").count()) === 1, "no current row");
  await page.keyboard.press("o");
  await page.waitForURL(/stories\/s/);
  await page.goto(base + event);
  await page.keyboard.press("e");
  must((await page.locator("[data-words].current").count()) === 1, "no current evidence");
  await page.keyboard.press("/");
  await page.keyboard.type("gothenburg");
  await page.keyboard.press("Enter");
  await page.waitForURL(/search\?q=gothenburg/);
  must((await page.locator("[data-row]").count()) > 0, "no hits");
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await page.waitForURL(/claims/);
  must(!wrong.length, wrong.join("; "));
  await context.close();
});

await test("words lead down to the text", async () => {
  const { page, context } = await open(browser, base);
  await page.goto(base + event);
  const quote = (await page.locator("[data-words] blockquote").first().innerText()).replace(/^“|”$/g, "").trim();
  await page.locator("[data-words] a[href*='#here']").first().click();
  const here = (await page.locator("mark.here").allInnerTexts()).join("").trim();
  const plain = (s) => s.replace(/\s+/g, " ");
  must(plain(here) === plain(quote), `marked ${here} instead of ${quote}`);
  await context.close();
});

await test("words, source and cue light up together, by mouse and by keys", async () => {
  const { page, wrong, context } = await open(browser, base);
  await page.goto(base + article);
  const entry = page.locator(".said li[data-q]").first();
  const q = await entry.getAttribute("data-q");
  await page.keyboard.press("e");
  must((await page.locator(`.text [data-q~="${q}"].lit`).count()) > 0, "keys light nothing in the text");
  await page.locator("h1").first().hover();
  const words = page.locator(".text [data-q]").first();
  await words.hover();
  must((await page.locator(".said li.lit").count()) > 0, "the mouse lights nothing beside the text");
  must(!wrong.length, wrong.join("; "));
  await context.close();
});

await test("what a copy changed stands in place", async () => {
  const { page, context } = await open(browser, base, { javaScriptEnabled: false });
  await page.goto(base + copies);
  await page.locator("details.fold > summary").first().click();
  must((await page.locator(".compared del, .compared ins").count()) > 0, "no change is shown");
  await context.close();
});

await test("a story in one file opens from a disk", async () => {
  const file = join(room, "story.html");
  const done = spawnSync(binary, ["page", store, "--story", story.split("/").pop(), "--single-file", file], { encoding: "utf8" });
  must(done.status === 0, done.stderr);
  const { page, wrong, context } = await open(browser, "file://", { javaScriptEnabled: true });
  await page.goto(`file://${file}`);
  await page.locator("details summary").first().click();
  must(await page.locator("ol.line blockquote").first().isVisible(), "no words under an event");
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
  const serious = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
  must(!serious.length, serious.map((v) => `${v.id}: ${v.nodes[0].html}`).join("; "));
  must(!wrong.length, wrong.join("; "));
  await context.close();
});

await test("facets narrow down and widen again", async () => {
  const { page, context } = await open(browser, base);
  await page.goto(`${base}/events`);
  const all = await page.locator("ol.line > li[data-row]").count();
  const n = Number(await page.locator(".facet .n").first().innerText());
  await page.locator(".facet a").first().click();
  must((await page.locator("ol.line > li[data-row]").count()) === n && n < all, "the count is not what it opens to");
  await page.locator(".facet a[aria-current]").first().click();
  must((await page.locator("ol.line > li[data-row]").count()) === all, "it does not widen");
  await context.close();
});

await test("a decision is kept and can be taken back", async () => {
  const { page, context } = await open(browser, base);
  await page.goto(base + "/review");
  const target = await page.locator("input[name=target]").first().inputValue();
  // The form is sent and the answer leads back to the queue.
  const decide = (key) => Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
  await decide("a");
  let row = await (await fetch(`${base}/events/${target}.json`)).json();
  must(row.review === "accepted", `review is ${row.review}`);
  await decide("u");
  row = await (await fetch(`${base}/events/${target}.json`)).json();
  must(!row.review, `review is still ${row.review}`);
  await context.close();
});

await test("print shows the text and no bars", async () => {
  const { page, context } = await open(browser, base);
  await page.goto(base + story);
  await page.emulateMedia({ media: "print" });
  must(!(await page.locator("header.bar").isVisible()), "the bar is printed");
  must(await page.locator("ol.line").first().isVisible(), "the timeline is not printed");
  await context.close();
});

await test("a hostile corpus stays text", async () => {
  const { page, wrong, context } = await open(browser, other.base);
  for (const path of ["/", "/events", "/claims", "/articles", "/actors", "/places", "/sources", "/search?q=treaty", `/search?q=${encodeURIComponent(evil)}`]) {
    const answer = await page.goto(other.base + path);
    must(answer.status() === 200, `${path}: ${answer.status()}`);
    must((await page.locator("main script, main img").count()) === 0, `${path}: markup came through`);
    for (const link of await page.locator("a[href]").evaluateAll((all) => all.map((a) => a.getAttribute("href")))) {
      must(/^(\/|#|\?|https?:)/.test(link), `${path}: link ${link}`);
    }
  }
  const to = await page.goto(other.base + "/articles").then(() => page.locator("h3 a[href^='/articles/']").first().getAttribute("href"));
  await page.goto(other.base + to);
  must((await page.locator("main script, main img").count()) === 0, "markup in the article");
  must(!wrong.length, wrong.join("; "));
  await context.close();
});

await test("only our own pages may ask and change", async () => {
  const ask = (path, options) => fetch(base + path, options);
  const { request } = await import("node:http");
  const status = (headers, method = "GET", path = "/") => new Promise((done) => {
    const at = new URL(base);
    const r = request({ host: at.hostname, port: at.port, path, method, headers }, (a) => { a.resume(); done(a.statusCode); });
    r.end();
  });
  must((await status({ host: "evil.example" })) === 403, "another name was answered");
  must((await status({ host: new URL(base).host, origin: "http://evil.example" }, "POST", "/review")) === 403, "another site may post");
  const form = new URLSearchParams({ key: "wrong", target: "e:00", action: "accept" });
  must((await ask("/review", { method: "POST", body: form })).status === 403, "a form without our key passed");
  const closed = await fetch(other.base + "/review", { method: "POST", body: form });
  must(closed.status === 403, "--read-only may be written");
  const policy = (await ask("/")).headers.get("content-security-policy");
  must(policy.includes("default-src 'none'") && !policy.includes("unsafe"), policy);
  must((await ask("/nowhere")).status === 404, "a page that is not there");
  const wrong = await ask("/events.json?from=yesterday");
  must(wrong.status === 400 && (await wrong.json()).error.code === "bad-request", "a date that is none");
  const tag = (await ask("/api/v1/events")).headers.get("etag");
  must((await ask("/api/v1/events", { headers: { "if-none-match": tag } })).status === 304, "no 304");
  const big = await ask("/review", { method: "POST", body: "x".repeat(200_000), headers: { "content-type": "application/x-www-form-urlencoded" } });
  must(big.status === 413, `a body of 200 kB: ${big.status}`);
});

await browser.close();
child.kill();
other.child.kill();
rmSync(room, { recursive: true, force: true });
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
