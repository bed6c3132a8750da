// The markdown block: standard Markdown, as far as messages use it.

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { channelMention, link, userMention } from "./mentions.js";

export function markdown(text) {
  const rows = text.split("\n");
  const nodes = [];
  while (rows.length) nodes.push(...block(rows));
  return h("div", { class: "markdown" }, ...nodes);
}

function block(rows) {
  const row = rows.shift();
  const heading = /^(#{1,6})\s+(.*)$/.exec(row);
  if (row.trim() === "") return [];
  if (heading)
    return [
      h(
        "div",
        { class: `heading heading-${heading[1].length}`, role: "heading", "aria-level": heading[1].length + 2 },
        ...inline(heading[2]),
      ),
    ];
  if (/^(-{3,}|\*{3,}|_{3,})$/.test(row.trim())) return [h("hr", { class: "divider" })];
  if (row.startsWith("```")) return [fenced(rows)];
  if (row.startsWith(">"))
    return [
      h(
        "blockquote",
        { class: "quote" },
        ...inline([row, ...takeWhile(rows, /^>/)].map((each) => each.replace(/^>\s?/, "")).join("\n")),
      ),
    ];
  if (ITEM.test(row)) return [list([row, ...takeWhile(rows, ITEM)])];
  if (row.trim().startsWith("|") && /^\s*\|[\s:|-]+\|\s*$/.test(rows[0] ?? "")) return [table(row, rows)];
  return [h("p", {}, ...inline([row, ...takeWhile(rows, /^(?!\s*$|#|>|```|\s*[-*+]\s|\s*\d+[.)]\s)/)].join("\n")))];
}

const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+/;

function takeWhile(rows, pattern) {
  const taken = [];
  while (rows.length && pattern.test(rows[0])) taken.push(rows.shift());
  return taken;
}

function fenced(rows) {
  const end = rows.findIndex((row) => row.startsWith("```"));
  const inside = rows.splice(0, end < 0 ? rows.length : end + 1);
  return h("pre", { class: "pre" }, (end < 0 ? inside : inside.slice(0, -1)).join("\n"));
}

function list(items) {
  const tag = /^\s*\d/.test(items[0]) ? "ol" : "ul";
  const depth = (item) => Math.min(8, Math.floor(/^\s*/.exec(item)[0].length / 2));
  return h(
    tag,
    { class: "list" },
    ...items.map((item) => h("li", { class: `list-${depth(item)}` }, ...task(item.replace(ITEM, "")))),
  );
}

function task(text) {
  const match = /^\[([ xX])\]\s+(.*)$/.exec(text);
  return match ? [match[1] === " " ? "☐ " : "☑ ", ...inline(match[2])] : inline(text);
}

function table(head, rows) {
  rows.shift();
  const cells = (row) =>
    row
      .trim()
      .replace(/^\||\|$/g, "")
      .split("|")
      .map((cell) => cell.trim());
  const body = takeWhile(rows, /^\s*\|/);
  return h(
    "div",
    { class: "table-box" },
    h(
      "table",
      { class: "table" },
      h("thead", {}, h("tr", {}, ...cells(head).map((cell) => h("th", {}, ...inline(cell))))),
      h("tbody", {}, ...body.map((row) => h("tr", {}, ...cells(row).map((cell) => h("td", {}, ...inline(cell)))))),
    ),
  );
}

const INLINE =
  /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|\*(\S(?:.*?\S)?)\*|\b_(\S(?:.*?\S)?)_\b|~~(.+?)~~|!?\[([^\]]*)\]\((\S+?)\)|<@([UW]\w+)>|<#(C\w+)(?:\|[^>]*)?>|<(https?:[^>\s]+)>|(https?:\/\/[^\s<>)]*[^\s<>).,;:!?])/;

function inline(text) {
  const match = INLINE.exec(text);
  if (!match) return [withEmoji(text)];
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + match[0].length);
  return [withEmoji(before), inlineNode(match), ...(after ? inline(after) : [])];
}

function inlineNode([, code, bold, alsoBold, italic, alsoItalic, strike, label, url, user, channel, angled, bare]) {
  if (code !== undefined) return h("code", { class: "code" }, code);
  if (bold ?? alsoBold) return h("b", {}, ...inline(bold ?? alsoBold));
  if (italic ?? alsoItalic) return h("i", {}, ...inline(italic ?? alsoItalic));
  if (strike) return h("s", {}, ...inline(strike));
  if (url) return link(url, label || url);
  if (user) return userMention(user);
  if (channel) return channelMention(channel);
  return link(angled ?? bare, angled ?? bare);
}
