// Requests a second and the 99th percentile of the main screens, over loopback.
//
//   node load.mjs PATH/TO/dateline STORE [SECONDS A SCREEN] [AT ONCE]
//
// Each screen is asked for with several addresses, so that what is kept of one does not answer
// all. "first" is the first answer of a server that has just started. The client runs on the
// same machine and takes its share of it.
import { spawn } from "node:child_process";
import { Agent, request } from "node:http";

const [binary, store, seconds = "4", atOnce = "4"] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const serve = () => new Promise((found) => {
  const child = spawn(binary, ["serve", store, "--port", "0", "--read-only"]);
  let said = "";
  child.stdout.on("data", (d) => {
    said += d;
    const at = said.match(/http:\/\/[^/\s]+/);
    if (at) found({ child, base: at[0] });
  });
});
const get = (url) => new Promise((done, lost) => {
  request(url, { agent }, (answer) => {
    const parts = [];
    answer.on("data", (d) => parts.push(d));
    answer.on("end", () => done({ status: answer.statusCode, body: Buffer.concat(parts) }));
  }).on("error", lost).end();
});
const json = async (url) => JSON.parse((await get(url)).body);

let { child, base } = await serve();
const ids = async (path, key) => (await json(`${base}${path}`))[key].map((r) => r.id);
const stories = await ids("/stories.json?limit=50", "stories");
const events = await ids("/events.json?limit=200&order=latest", "events");
const claims = await ids("/claims.json?limit=200", "claims");
const articles = await ids("/articles.json?limit=200", "articles");
const copies = await ids("/copies.json?limit=50", "copies");
const totals = (await get(`${base}/`)).body.toString().match(/<footer.*<\/footer>/s)[0].replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").trim();
const types = ["CONSULT", "AGREE", "DISASTER", "JUSTICE", "SANCTION", "PROTEST", "CASUALTY", "AID"];
const words = ["harbour", "treaty", "fire", "police", "mayor", "union", "sanctions", "minister", "strike", "court"];
const screens = {
  stories: ["/", ...stories.slice(0, 9).map((_, i) => `/?limit=${20 + i}`)],
  story: stories.map((s) => `/stories/${s}`),
  events: types.flatMap((t) => [`/events?type=${t}`, `/events?type=${t}&order=latest`]),
  "events of an actor": ["DNK", "SWE", "NOR", "FIN", "POL", "DEU", "KEN", "JPN"].map((c) => `/events?actor=${c}`),
  event: events.map((e) => `/events/${e}`),
  claims: ["open", "confirmed", "lapsed", "contradicted"].flatMap((o) => [`/claims?status=${o}`, `/claims?status=${o}&order=latest`]),
  claim: claims.map((c) => `/claims/${c}`),
  articles: ["2024-01", "2024-03", "2024-06", "2024-09", "2025"].map((m) => `/articles?from=${m}`),
  article: articles.map((a) => `/articles/${a}`),
  copies: copies.map((c) => `/copies/${c}`),
  actors: ["/actors", ...stories.slice(0, 20).map((s) => `/actors?story=${s}`)],
  places: ["/places", ...stories.slice(0, 20).map((s) => `/places?story=${s}`)],
  search: words.flatMap((a) => words.map((b) => `/search?q=${a}+${b}`)),
  sources: ["/sources"],
  review: ["/review", "/review?type=claims"],
  "api events": types.map((t) => `/api/v1/events?type=${t}&limit=100`),
};
child.kill();

console.log(`${totals}; ${atOnce} at once, ${seconds} s a screen\n`);
console.log("| screen | first ms | requests/s | median ms | p99 ms | kB |\n|---|---|---|---|---|---|");
for (const [name, paths] of Object.entries(screens)) {
  if (!paths.length) continue;
  ({ child, base } = await serve());
  const began = performance.now();
  const answer = await get(base + paths[0]);
  const first = performance.now() - began;
  if (answer.status !== 200) throw new Error(`${paths[0]}: ${answer.status}`);
  const times = [];
  const until = performance.now() + Number(seconds) * 1000;
  let [next, bytes] = [0, 0];
  const ask = async () => {
    while (performance.now() < until) {
      const path = paths[next++ % paths.length];
      const from = performance.now();
      const got = await get(base + path);
      times.push(performance.now() - from);
      bytes += got.body.length;
      if (got.status !== 200) throw new Error(`${path}: ${got.status}`);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: Number(atOnce) }, ask));
  const took = (performance.now() - from) / 1000;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  console.log(`| ${name} | ${first.toFixed(0)} | ${(times.length / took).toFixed(0)} | ${at(0.5).toFixed(0)} | ${at(0.99).toFixed(0)} | ${(bytes / times.length / 1000).toFixed(0)} |`);
  child.kill();
}
