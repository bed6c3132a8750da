// Names, channels, links and dates inside text: the parts of a message that lead somewhere.

import { h } from "./dom.js";
import { store, go, channelName, personName } from "./store.js";
import { dateTokens, fullTime } from "./time.js";

export function userMention(id) {
  const mine = id === store.me;
  return h("span", { class: `mention ${mine ? "mention-me" : ""}` }, `@${personName(id)}`);
}

export function channelMention(id, label) {
  const channel = store.channels.get(id);
  const name = channel ? channelName(channel) : label || "private channel";
  if (!channel) return h("span", { class: "mention" }, `#${name}`);
  return h(
    "button",
    { type: "button", class: "mention mention-channel", onclick: () => go({ channel: id }) },
    `#${name}`,
  );
}

export function broadcast(range) {
  return h("span", { class: "mention mention-me" }, `@${range}`);
}

export function groupMention(id, label) {
  return h("span", { class: "mention" }, label || `@${id}`);
}

const PERMALINK = /\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})(?:\?.*?thread_ts=([\d.]+))?/;

export function permalink(url) {
  const match = PERMALINK.exec(url);
  if (!match) return null;
  const ts = `${match[2]}.${match[3]}`;
  return { channel: match[1], thread: match[4] && match[4] !== ts ? match[4] : null, focus: ts };
}

// A link to a message of this workspace jumps inside the page; anything else opens in a new tab.
export function link(url, ...children) {
  const here = permalink(url);
  const known = here && store.channels.has(here.channel);
  const safe = /^(https?:|mailto:|tel:|slack:)/i.test(url);
  if (!safe) return h("span", {}, ...children);
  const jump = (event) => {
    event.preventDefault();
    go(here);
  };
  return h(
    "a",
    { href: url, class: "link", ...(known ? { onclick: jump } : { target: "_blank", rel: "noopener noreferrer" }) },
    ...children,
  );
}

export function date(seconds, pattern, url, fallback) {
  if (!/^\d+$/.test(String(seconds))) return fallback;
  const shown = h(
    "time",
    { class: "date", title: fullTime(new Date(Number(seconds) * 1000)) },
    dateTokens(seconds, pattern),
  );
  return url ? link(url, shown) : shown;
}
