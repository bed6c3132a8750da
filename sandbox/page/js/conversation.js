// The middle of the page: the channel's head, its messages, the composer.

import { arrowKeys, h, icon, iconButton, reconcile, replace } from "./dom.js";
import { composer } from "./composer.js";
import { drawHome } from "./home.js";
import { ask } from "./message.js";
import { placeMark } from "./pictures.js";
import { channelName, emit, go, isReply, messagesOf, now, store } from "./store.js";
import { isAtEnd, reveal, rowsOf, stickToEnd } from "./story.js";
import { clockTime, zoneLabel } from "./time.js";

const AT_FIRST = 200;
let shown = null;
let list = null;
let newSince = null;
let most = AT_FIRST;

export function drawConversation() {
  const host = document.getElementById("channel");
  const channel = store.channels.get(store.route.channel);
  if (!channel) {
    shown = null;
    replace(
      host,
      h("div", { class: "empty" }, h("h2", {}, "Nothing here yet"), h("p", {}, "Choose a channel on the left.")),
    );
    return;
  }
  const member = channel.members.includes(store.me);
  const state = JSON.stringify([store.me, channel.id, store.route.tab, member, channel.archived]);
  if (shown !== state) open(host, channel, state);
  drawHead(host.firstElementChild, channel);
  if (store.route.tab === "messages") drawMessages();
}

function open(host, channel, state) {
  shown = state;
  newSince = store.read.get(channel.id) ?? "0";
  most = AT_FIRST;
  list = h("div", {
    class: "messages",
    role: "log",
    "aria-label": `Messages in ${channelName(channel)}`,
    tabindex: "0",
  });
  list.addEventListener("scroll", markRead, { passive: true });
  arrowKeys(list, ".message");
  replace(host, h("div"), store.route.tab === "home" ? drawHome() : [list, foot(channel)]);
}

function drawHead(slot, channel) {
  const facts = [channel, channelName(channel), store.route.tab, clockTime(now()), [...store.users.keys()]];
  reconcile(slot, [{ key: "head", signature: JSON.stringify(facts), build: () => head(channel) }]);
}

function head(channel) {
  const bot = channel.user === store.bot.user_id;
  const person = channel.kind === "im" && store.users.get(channel.user);
  return h(
    "div",
    { class: "channel-head" },
    h(
      "div",
      { class: "channel-line" },
      iconButton("menu", "Show channels", () => emit("rail", true), { class: "icon-button only-narrow" }),
      h("h1", { class: "channel-name" }, placeMark(channel), channelName(channel)),
      person && !bot && h("span", { class: "quiet" }, `${clockTime(now(), person.tz)} in ${zoneLabel(person.tz)}`),
      channel.topic && h("span", { class: "topic quiet" }, channel.topic),
      h("span", { class: "grow" }),
      channel.kind !== "im" &&
        h(
          "span",
          { class: "members quiet", title: channel.members.map((id) => store.users.get(id)?.real_name).join(", ") },
          icon("people", 16),
          String(channel.members.length),
        ),
      !bot &&
        channel.kind !== "im" &&
        !channel.members.includes(store.bot.user_id) &&
        channel.members.includes(store.me) &&
        h(
          "button",
          { type: "button", class: "button button-small", onclick: () => ask("invite_bot", { channel: channel.id }) },
          `Add ${store.bot.name}`,
        ),
    ),
    bot && tabs(channel),
  );
}

function tabs(channel) {
  const tab = (name, label) =>
    h(
      "button",
      {
        type: "button",
        class: "tab",
        role: "tab",
        "aria-selected": String(store.route.tab === name),
        onclick: () => go({ channel: channel.id, tab: name, thread: null }),
      },
      label,
    );
  return h(
    "div",
    { class: "tabs", role: "tablist" },
    store.bot.home && tab("home", "Home"),
    tab("messages", "Messages"),
  );
}

function foot(channel) {
  if (channel.archived) return h("div", { class: "join" }, "This channel is archived.");
  if (channel.user === store.bot.user_id && store.bot.silent)
    return h("div", { class: "join" }, `${store.bot.name} takes no messages here.`);
  if (!channel.members.includes(store.me))
    return h(
      "div",
      { class: "join" },
      h("b", {}, `#${channel.name}`),
      h(
        "button",
        { type: "button", class: "button button-primary", onclick: () => ask("join", { channel: channel.id }) },
        "Join the channel",
      ),
    );
  return composer(channel.id, {
    placeholder: `Message ${channel.kind === "im" || channel.kind === "mpim" ? "" : "#"}${channelName(channel)}`,
  });
}

function drawMessages() {
  const channel = store.route.channel;
  const following = isAtEnd(list);
  const messages = messagesOf(channel).filter((each) => !isReply(each));
  if (messages.slice(0, -most).some((each) => each.ts === store.route.focus)) most = Infinity;
  const rows = rowsOf(channel, messages.slice(-most), { newSince });
  if (messages.length > most) rows.unshift({ key: "earlier", signature: "", build: earlier });
  reconcile(list, rows.length ? rows : [{ key: "none", signature: "", build: welcome }]);
  if (store.route.focus) reveal(list, store.route.focus);
  else if (following) stickToEnd(list);
  markRead();
}

function earlier() {
  const show = () => {
    const below = list.scrollHeight - list.scrollTop;
    most = Infinity;
    drawMessages();
    list.scrollTop = list.scrollHeight - below;
  };
  return h("button", { type: "button", class: "button button-small earlier", onclick: show }, "Show earlier messages");
}

function welcome() {
  return h(
    "div",
    { class: "empty" },
    h("h2", {}, "Nothing was said here yet"),
    h("p", {}, "Say the first thing below."),
  );
}

function markRead() {
  const channel = store.channels.get(store.route.channel);
  const last = messagesOf(channel.id)
    .filter((each) => !isReply(each))
    .pop();
  const seen = last && isAtEnd(list, 120) && !document.hidden && channel.members.includes(store.me);
  if (!seen || last.ts <= (store.read.get(channel.id) ?? "0")) return;
  store.read.set(channel.id, last.ts);
  emit("channels");
  ask("read", { channel: channel.id, ts: last.ts });
}
