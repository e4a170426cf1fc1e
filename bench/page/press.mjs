// Invented short articles as JSON lines, for the load test: affairs of invented towns, each told
// by several papers over some weeks, a third of the texts reprints.
//
//   node press.mjs ARTICLES [SEED] > press.jsonl
const [n, seed] = [Number(process.argv[2] ?? 5000), Number(process.argv[3] ?? 1)];
let state = seed >>> 0;
const random = () => {
  // mulberry32: the same articles for the same seed everywhere.
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const pick = (list) => list[Math.floor(random() * list.length)];
const heads = ["Os", "Vest", "Nord", "Lind", "Skag", "Hol", "Brat", "Kal", "Mar", "Tor", "Ul", "Gren", "Fal", "Ros", "Elm", "Har"];
const tails = ["by", "haven", "fjord", "holm", "erby", "mouth", "stad", "vik", "burg", "field"];
const towns = heads.flatMap((a) => tails.map((b) => a + b));
const countries = ["Denmark", "Sweden", "Norway", "Finland", "Poland", "Germany", "Estonia", "Latvia", "Kenya", "Japan", "Brazil", "Canada"];
const names = ["Ida", "Per", "Anna", "Jonas", "Mette", "Lars", "Eva", "Nils", "Tove", "Karl"].flatMap((a) => ["Holm", "Lund", "Dahl", "Berg", "Strand", "Vang", "Krog", "Friis"].map((b) => `${a} ${b}`));
const offices = ["Foreign Minister", "Transport Minister", "President", "Prime Minister", "Defence Minister"];
const papers = ["Courier", "Ledger", "Mail", "Monitor", "Post", "Gazette", "Times", "Tribune"].flatMap((p) => ["Kattegat", "Baltic", "Northern", "Coastal", "Sound"].map((q) => `${q} ${p}`));
const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const day = (t) => { const d = new Date(t); return `${d.getUTCDate()} ${months[d.getUTCMonth()]} ${d.getUTCFullYear()}`; };
const acts = [
  (s, t) => `${s.minister} met ${s.other} in ${s.town} on ${day(t)}. The two agreed to build a harbour in ${s.town}.`,
  (s, t) => `A fire in a warehouse in ${s.town} killed ${2 + Math.floor(random() * 9)} people on ${day(t)}, police said.`,
  (s, t) => `${s.from} signed a treaty with ${s.to} in ${s.town} on ${day(t)}.`,
  (s, t) => `Workers in ${s.town} went on strike on ${day(t)}. The union demanded higher pay from the port.`,
  (s, t) => `${s.from} imposed sanctions on ${s.to} on ${day(t)}, ${s.minister} said.`,
  (s, t) => `A court in ${s.town} sentenced the former mayor to ${1 + Math.floor(random() * 8)} years in prison on ${day(t)}.`,
  (s, t) => `${s.minister} visited ${s.town} on ${day(t)} and promised to send aid by ${day(t + 40 * 864e5)}.`,
];
const said = (s, t) => pick([
  `"We will vote on it next month," ${s.minister} said. ${s.other} denied that the plan had been dropped.`,
  `${s.other} said ${s.to} would sign the treaty by ${day(t + 60 * 864e5)}.`,
  `A spokesman, who asked not to be named, said the talks would go on in ${pick(towns)} next week.`,
  `Critics accused ${s.from} of delay. ${s.minister} declined to comment.`,
]);
const start = Date.UTC(2024, 0, 3);
let written = 0;
const put = (id, story, t, paper, title, text) => {
  process.stdout.write(`${JSON.stringify({ id: `${id}`, kind: "body", published: new Date(t).toISOString().slice(0, 16), publisher: paper, title, url: `https://${paper.toLowerCase().replace(/ /g, "-")}.example/${id}`, text })}\n`);
  written += 1;
};
for (let story = 0; written < n; story += 1) {
  const [from, to] = [pick(countries), pick(countries)];
  const s = { town: pick(towns), from, to, minister: `${from}'s ${pick(offices)} ${pick(names)}`, other: `${to}'s ${pick(offices)} ${pick(names)}` };
  let t = start + Math.floor(random() * 500) * 864e5 + Math.floor(random() * 86400) * 1000;
  const reports = 2 + Math.floor(random() * 9);
  for (let k = 0; k < reports && written < n; k += 1) {
    const lines = [pick(acts)(s, t), said(s, t), pick(acts)(s, t - 3 * 864e5), said(s, t)];
    const title = lines[0].split(" on ")[0].replace(/\.$/, "");
    const text = `${s.town.toUpperCase()}, ${day(t)} - ${lines.join("\n\n")}\n`;
    put(`${story}-${k}`, s, t, pick(papers), title, text);
    if (random() < 0.33) put(`${story}-${k}r`, s, t + 36e5 * 5, pick(papers), `${s.town}: ${title}`, `${s.town.toUpperCase()}, ${day(t)} - ${lines.slice(0, 3).join("\n\n")}\n`);
    t += Math.floor(1 + random() * 9) * 864e5;
  }
}
