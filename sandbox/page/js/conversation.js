// The middle of the page: the channel's head, its messages with day dividers, the composer.

import { arrowKeys, h, icon, iconButton, reconcile, replace } from "./dom.js";
import { composer } from "./composer.js";
import { drawHome } from "./home.js";
import { ask, drawMessage } from "./message.js";
import { avatar } from "./pictures.js";
import { channelName, emit, go, isReply, messagesOf, now, store } from "./store.js";
import { clockTime, dayKey, dayName, ofTs, zoneLabel } from "./time.js";

const GROUP_SECONDS = 300;
let shown = null;
let list = null;
let newSince = null;

export function drawConversation() {
  const host = document.getElementById("channel");
  const channel = store.channels.get(store.route.channel);
  if (!channel)
    return replace(
      host,
      h("div", { class: "empty" }, h("h2", {}, "Nothing here yet"), h("p", {}, "Choose a channel on the left.")),
    );
  const state = JSON.stringify([
    store.me,
    store.route.channel,
    store.route.tab,
    channel.members.includes(store.me),
    channelName(channel),
    channel.topic,
    channel.members.length,
    channel.archived,
  ]);
  if (shown !== state) open(host, channel, state);
  if (store.route.tab === "messages") drawMessages();
  return undefined;
}

function open(host, channel, state) {
  shown = state;
  newSince = store.read.get(channel.id) ?? "0";
  list = h("div", {
    class: "messages",
    role: "log",
    "aria-label": `Messages in ${channelName(channel)}`,
    tabindex: "0",
  });
  list.addEventListener("scroll", markRead, { passive: true });
  arrowKeys(list, ".message");
  const home = store.route.tab === "home";
  replace(host, head(channel), home ? drawHome() : [list, foot(channel)]);
  list.scrollTop = list.scrollHeight;
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
      h("h1", { class: "channel-name" }, mark(channel), channelName(channel)),
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

export function mark(channel, size = 18) {
  if (channel.kind === "im") return avatar(channel.user, size + 2);
  return icon({ public: "hash", private: "lock", mpim: "people" }[channel.kind], size);
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
  if (!list?.isConnected) return;
  const channel = store.route.channel;
  const following = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const messages = messagesOf(channel).filter((each) => !isReply(each));
  reconcile(list, messages.length ? rowsOf(channel, messages) : [{ key: "none", signature: "none", build: welcome }]);
  if (store.route.focus) reveal(list, store.route.focus);
  else if (following) stickToEnd();
  markRead();
}

function stickToEnd() {
  const mine = list;
  mine.scrollTop = mine.scrollHeight;
  requestAnimationFrame(() => {
    mine.scrollTop = mine.scrollHeight;
  });
  for (const image of mine.querySelectorAll("img"))
    if (!image.complete)
      image.addEventListener(
        "load",
        () => {
          mine.scrollTop = mine.scrollHeight;
        },
        { once: true },
      );
}

function welcome() {
  return h(
    "div",
    { class: "empty" },
    h("h2", {}, "Nothing was said here yet"),
    h("p", {}, "Say the first thing below."),
  );
}

export function rowsOf(channel, messages, { inThread = false } = {}) {
  const rows = [];
  const threads = inThread ? new Map() : repliesByThread(channel);
  let before = null;
  for (const message of messages) {
    const day = dayKey(ofTs(message.ts));
    const newDay = !before || dayKey(ofTs(before.ts)) !== day;
    if (newDay && !inThread)
      rows.push({
        key: `day-${day}`,
        signature: dayName(ofTs(message.ts)),
        build: () => divider(dayName(ofTs(message.ts))),
      });
    const isNew =
      !inThread &&
      newSince !== "0" &&
      message.ts > newSince &&
      (!before || before.ts <= newSince) &&
      message.user !== store.me &&
      !message.ephemeral;
    if (isNew) rows.push({ key: "new", signature: "new", build: () => divider("New", "divider-new") });
    rows.push(
      row(
        channel,
        message,
        { grouped: !newDay && !isNew && belongsTo(before, message), inThread },
        threads.get(message.ts),
      ),
    );
    before = message;
  }
  return rows;
}

function belongsTo(before, message) {
  if (!before || before.user !== message.user || before.subtype !== message.subtype || message.ephemeral) return false;
  return !message.broadcast && !before.tombstone && Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
}

function repliesByThread(channel) {
  const threads = new Map();
  for (const each of messagesOf(channel))
    if (each.thread_ts && !each.ephemeral) threads.set(each.thread_ts, [...(threads.get(each.thread_ts) ?? []), each]);
  return threads;
}

function row(channel, message, options, replies = []) {
  const editing = store.editing?.channel === channel && store.editing.ts === message.ts;
  const author = store.users.get(message.user);
  return {
    key: message.ts,
    signature: JSON.stringify([
      message,
      options,
      replies.map((each) => [each.ts, each.user]),
      editing,
      author,
      store.me,
    ]),
    build: () => drawMessage(channel, message, { ...options, replies }),
  };
}

function divider(label, kind = "") {
  return h("div", { class: `day ${kind}`, role: "separator", "aria-label": label }, h("span", {}, label));
}

export function reveal(container, ts) {
  const node = container.querySelector(`[data-ts="${ts}"]`);
  if (!node) return;
  store.route.focus = null;
  requestAnimationFrame(() => {
    node.scrollIntoView({ block: "center" });
    node.focus({ preventScroll: true });
    node.classList.add("message-found");
  });
}

function markRead() {
  const channel = store.route.channel;
  const last = messagesOf(channel)
    .filter((each) => !isReply(each))
    .pop();
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  if (
    !last ||
    !atEnd ||
    document.hidden ||
    last.ts <= (store.read.get(channel) ?? "0") ||
    !store.channels.get(channel)?.members.includes(store.me)
  )
    return;
  store.read.set(channel, last.ts);
  emit("channels");
  ask("read", { channel, ts: last.ts });
}
