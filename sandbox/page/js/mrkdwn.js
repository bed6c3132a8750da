// Slack's mrkdwn as DOM nodes: *bold*, _italic_, ~strike~, `code`, ```blocks```, > quotes, <links>, mentions, dates, emoji codes.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelMention, date, groupMention, link, userMention } from "./mentions.js";

const TAGS = { "*": "b", _: "i", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

export function mrkdwn(text, { verbatim = false } = {}) {
  const fragment = document.createDocumentFragment();
  text.split(/```([\s\S]+?)```/).forEach((piece, index) => {
    if (index % 2) fragment.append(h("pre", { class: "pre" }, decode(piece.replace(/^\n|\n$/g, ""))));
    else for (const node of lines(index ? piece.replace(/^\n/, "") : piece, verbatim)) fragment.append(node);
  });
  return fragment;
}

function lines(text, verbatim) {
  const nodes = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length) nodes.push(h("blockquote", { class: "quote" }, ...inline(quoted.join("\n"), verbatim)));
    quoted = [];
  };
  const rows = text.split("\n");
  rows.forEach((row, index) => {
    const quote = /^(?:&gt;|>)\s?(.*)$/.exec(row);
    if (quote) return quoted.push(quote[1]);
    const afterQuote = quoted.length > 0;
    flush();
    if (afterQuote && row === "" && index === rows.length - 1) return undefined;
    return nodes.push(...inline(row, verbatim), ...(index < rows.length - 1 ? [document.createTextNode("\n")] : []));
  });
  flush();
  return nodes;
}

export function decode(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function inline(text, verbatim) {
  const nodes = [];
  let plain = "";
  const put = (node, length) => {
    if (plain) nodes.push(document.createTextNode(decode(plain)));
    plain = "";
    nodes.push(node);
    return length;
  };
  let index = 0;
  while (index < text.length) {
    const found = special(text, index, verbatim);
    if (found) index += put(found.node, found.length);
    else {
      plain += text[index];
      index += 1;
    }
  }
  if (plain) nodes.push(document.createTextNode(decode(plain)));
  return nodes;
}

function special(text, index, verbatim) {
  const character = text[index];
  const rest = text.slice(index);
  if (character === "<") return control(rest);
  if (character === "`") return code(rest);
  if (character in TAGS) return styled(text, index, verbatim);
  if (character === ":") return emojiCode(rest);
  if (character === "h" && !verbatim && !WORD.test(text[index - 1] ?? "")) return bareLink(rest);
  return null;
}

function code(rest) {
  const match = /^`([^`\n]+)`/.exec(rest);
  return match && { node: h("code", { class: "code" }, ...codeInside(match[1])), length: match[0].length };
}

function codeInside(text) {
  return text.split(/(<[^>]+>)/).map((piece) => control(piece)?.node ?? decode(piece));
}

function styled(text, start, verbatim) {
  const mark = text[start];
  if (WORD.test(text[start - 1] ?? "") || /[\s]/.test(text[start + 1] ?? " ") || text[start + 1] === mark) return null;
  for (let end = start + 2; end < text.length && text[end] !== "\n"; end += 1) {
    if (text[end] === "<") end = Math.max(end, text.indexOf(">", end));
    else if (text[end] === mark && !/\s/.test(text[end - 1]) && !WORD.test(text[end + 1] ?? ""))
      return { node: h(TAGS[mark], {}, ...inline(text.slice(start + 1, end), verbatim)), length: end - start + 1 };
  }
  return null;
}

function emojiCode(rest) {
  const match = /^:([a-z0-9_+-]+)(?:::skin-tone-\d)?:/.exec(rest);
  const sign = match && emoji(match[1]);
  return sign ? { node: h("span", { class: "emoji", title: match[0] }, sign), length: match[0].length } : null;
}

function bareLink(rest) {
  const match = /^https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"*_~]/.exec(rest);
  return match && { node: link(decode(match[0]), decode(match[0])), length: match[0].length };
}

function control(rest) {
  const match = /^<([^<>\n]+)>/.exec(rest);
  const node = match && controlNode(match[1]);
  return node ? { node, length: match[0].length } : null;
}

function controlNode(inside) {
  const [target, ...labels] = inside.split("|");
  const label = decode(labels.join("|"));
  if (/^@[UWB]\w+$/.test(target)) return userMention(target.slice(1));
  if (/^#[CGD]\w+$/.test(target)) return channelMention(target.slice(1), label);
  if (/^!(here|channel|everyone)$/.test(target)) return broadcast(target.slice(1));
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9), label);
  if (target.startsWith("!date^")) return dateNode(target, label);
  if (/^(https?:|mailto:|tel:)/i.test(target))
    return link(decode(target), label || decode(target).replace(/^mailto:/, ""));
  return null;
}

function dateNode(target, label) {
  const [, seconds, pattern = "", url = ""] = target.split("^");
  const node = date(seconds, decode(pattern), decode(url), label);
  return node instanceof Node ? node : document.createTextNode(node);
}
