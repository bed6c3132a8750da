// rich_text blocks: sections, lists, quotes and preformatted text, with every inline element.

import { h } from "./dom.js";
import { emojiOr } from "./emoji.js";
import { broadcast, channelMention, date, groupMention, link, userMention } from "./mentions.js";

export function richText(block) {
  return h("div", { class: "rich" }, ...block.elements.map(part));
}

const parts = {
  rich_text_section: (element) => h("div", { class: "rich-line" }, ...inlines(element.elements)),
  rich_text_preformatted: (element) => h("pre", { class: "pre" }, ...inlines(element.elements)),
  rich_text_quote: (element) => h("blockquote", { class: "quote" }, ...inlines(element.elements)),
  rich_text_list: list,
};

function part(element) {
  return parts[element.type]?.(element) ?? h("div", { class: "unknown" }, `[${element.type}]`);
}

function list(element) {
  const ordered = element.style === "ordered";
  const props = {
    class: `list list-${Math.min(element.indent ?? 0, 8)} ${element.border ? "quote" : ""}`,
    ...(ordered && element.offset ? { start: element.offset + 1 } : {}),
  };
  return h(ordered ? "ol" : "ul", props, ...element.elements.map((item) => h("li", {}, ...inlines(item.elements))));
}

function inlines(elements) {
  return elements.map((element) => styled(inline(element), element.style ?? {}));
}

const kinds = {
  text: (element) => document.createTextNode(element.text),
  link: (element) => link(element.url, element.text || element.url),
  user: (element) => userMention(element.user_id),
  usergroup: (element) => groupMention(element.usergroup_id),
  channel: (element) => channelMention(element.channel_id),
  broadcast: (element) => broadcast(element.range),
  emoji: (element) =>
    h(
      "span",
      { class: "emoji", title: `:${element.name}:` },
      element.unicode ? fromHex(element.unicode) : emojiOr(element.name),
    ),
  date: (element) => date(element.timestamp, element.format, element.url, element.fallback ?? ""),
  color: (element) => h("span", { class: "colour" }, h("i", { style: { background: element.value } }), element.value),
};

function inline(element) {
  const node = kinds[element.type]?.(element) ?? `[${element.type}]`;
  return node instanceof Node ? node : document.createTextNode(node);
}

function fromHex(unicode) {
  return String.fromCodePoint(...unicode.split("-").map((each) => Number.parseInt(each, 16)));
}

const STYLES = {
  code: ["code", "code"],
  bold: ["b"],
  italic: ["i"],
  strike: ["s"],
  underline: ["u"],
  highlight: ["mark"],
  client_highlight: ["mark"],
};

function styled(node, style) {
  return Object.entries(STYLES).reduce(
    (inner, [name, [tag, kind]]) => (style[name] ? h(tag, kind ? { class: kind } : {}, inner) : inner),
    node,
  );
}
