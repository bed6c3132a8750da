// One message: author, content, reactions, thread summary, and what can be done with it.

import { h, icon, iconButton } from "./dom.js";
import { clamp, drawBlocks } from "./blocks.js";
import { messageContext } from "./context.js";
import { editor } from "./editor.js";
import { emojiOr } from "./emoji.js";
import { emojiGrid } from "./emojigrid.js";
import { openPopup, toast } from "./layers.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar, fileCard } from "./pictures.js";
import { act } from "./socket.js";
import { emit, go, personName, store } from "./store.js";
import { ago, clockTime, fullTime, ofTs } from "./time.js";

export function ask(action, fields) {
  return act(action, fields).catch((error) => toast(error.message));
}

// `grouped` hides the author who is named above already; `inThread` hides what only the channel shows.
export function drawMessage(channel, message, { grouped = false, inThread = false, replies = [] } = {}) {
  const at = ofTs(message.ts);
  const plain = ["channel_join", "channel_leave"].includes(message.subtype);
  const classes = [
    "message",
    grouped && "message-grouped",
    message.ephemeral && "message-ephemeral",
    plain && "message-event",
    message.tombstone && "message-gone",
  ];
  return h(
    "article",
    {
      class: classes.filter(Boolean).join(" "),
      tabindex: "-1",
      data: { ts: message.ts },
      "aria-label": `${personName(message.user)}, ${clockTime(at)}`,
      onkeydown: (event) => keys(event, channel, message),
    },
    h(
      "div",
      { class: "gutter" },
      grouped ? h("time", { class: "gutter-time", title: fullTime(at) }, clockTime(at)) : avatar(message.user),
    ),
    h(
      "div",
      { class: "body" },
      message.ephemeral && ephemeralNote(channel, message),
      message.broadcast && h("div", { class: "note-line" }, icon("reply", 14), "replied to a thread"),
      !grouped && head(message, at),
      isEdited(channel, message) ? editor(channel, message) : content(channel, message),
      message.files.map(fileCard),
      reactions(channel, message),
      threadSummary(message, replies),
    ),
    !message.tombstone && toolbar(channel, message, inThread),
  );
}

// With a message in focus: t for its thread, r for a reaction, e to edit one's own.
function keys(event, channel, message) {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || message.ephemeral)
    return;
  const run = {
    t: () => go({ thread: message.thread_ts ?? message.ts }),
    r: () => pickReaction(event.currentTarget, channel, message),
    e: () => message.user === store.me && !message.subtype && startEditing(channel, message.ts),
  }[event.key];
  if (!run) return;
  event.preventDefault();
  run();
}

function head(message, at) {
  const user = store.users.get(message.user);
  return h(
    "div",
    { class: "head" },
    h("b", { class: "author" }, personName(message.user)),
    user?.is_bot && h("span", { class: "badge" }, "APP"),
    user?.status_emoji &&
      h("span", { class: "emoji", title: user.status_text }, emojiOr(user.status_emoji.replaceAll(":", ""))),
    h("time", { class: "when", title: fullTime(at) }, clockTime(at)),
  );
}

function isEdited(channel, message) {
  return store.editing?.channel === channel && store.editing.ts === message.ts;
}

function ephemeralNote(channel, message) {
  return h(
    "div",
    { class: "note-line" },
    icon("eye", 14),
    "Only visible to you",
    h(
      "button",
      { type: "button", class: "quiet-link", onclick: () => ask("dismiss", { channel, ts: message.ts }) },
      "Dismiss",
    ),
  );
}

// What people typed is read from its text, which keeps their *bold*; what apps wrote is read from the blocks.
function content(channel, message) {
  if (message.tombstone) return h("div", { class: "text quiet" }, "This message was deleted.");
  const blocks = message.bot_id ? message.blocks : [];
  const edited = message.edited && h("span", { class: "edited" }, "(edited)");
  if (blocks.length)
    return clamp(h("div", { class: "content" }, drawBlocks(blocks, messageContext(channel, message)), edited));
  return clamp(h("div", { class: "content text" }, mrkdwn(message.text), edited && [" ", edited]));
}

function reactions(channel, message) {
  if (!message.reactions.length) return null;
  const pill = ({ name, users }) => {
    const mine = users.includes(store.me);
    const names = users.map((id) => (id === store.me ? "you" : personName(id))).join(", ");
    return h(
      "button",
      {
        type: "button",
        class: `reaction ${mine ? "reaction-mine" : ""}`,
        "aria-pressed": String(mine),
        title: `${names} reacted with :${name}:`,
        "aria-label": `${emojiOr(name)} ${users.length}, ${names}`,
        onclick: () => ask("react", { channel, ts: message.ts, name, on: !mine }),
      },
      h("span", { class: "emoji" }, emojiOr(name)),
      String(users.length),
    );
  };
  const add = h(
    "button",
    {
      type: "button",
      class: "reaction reaction-add",
      "aria-label": "Add a reaction",
      onclick: () => pickReaction(add, channel, message),
    },
    icon("smile", 16),
  );
  return h("div", { class: "reactions" }, ...message.reactions.map(pill), add);
}

function pickReaction(anchor, channel, message) {
  const choose = (name) => {
    popup.close(false);
    const mine = message.reactions.some((each) => each.name === name && each.users.includes(store.me));
    ask("react", { channel, ts: message.ts, name, on: !mine });
  };
  const popup = openPopup(anchor, emojiGrid(choose), { label: "Add a reaction", align: "end" });
  popup.box.querySelector("button").focus();
}

function threadSummary(message, replies) {
  if (!replies.length) return null;
  const people = [...new Set(replies.map((each) => each.user))].slice(0, 4);
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  return h(
    "button",
    { type: "button", class: "thread-link", onclick: () => go({ thread: message.ts }) },
    h("span", { class: "faces" }, ...people.map((id) => avatar(id, 22))),
    h("b", {}, count),
    h("span", { class: "quiet" }, `Last reply ${ago(ofTs(replies[replies.length - 1].ts))}`),
  );
}

function toolbar(channel, message, inThread) {
  const react = iconButton("smile", "Add a reaction", () => pickReaction(react, channel, message));
  const reply =
    !inThread && iconButton("reply", "Reply in thread", () => go({ thread: message.thread_ts ?? message.ts }));
  const more = iconButton(
    "more",
    "More actions",
    () =>
      openMenu(more, {
        items: moreItems(channel, message),
        label: "Message actions",
        align: "end",
        onpick: (item) => item.run(),
      }),
    { "aria-haspopup": "listbox" },
  );
  if (message.ephemeral) return null;
  return h("div", { class: "toolbar", role: "toolbar", "aria-label": "Message actions" }, react, reply, more);
}

function moreItems(channel, message) {
  const own = message.user === store.me && !message.subtype;
  const shortcuts = store.shortcuts.filter((each) => each.type === "message");
  return [
    own && { label: "Edit message", mark: icon("pencil", 16), run: () => startEditing(channel, message.ts) },
    { label: "Copy link", mark: icon("link", 16), run: () => navigator.clipboard?.writeText(message.permalink) },
    ...shortcuts.map((each) => ({
      label: each.name,
      hint: store.bot.name,
      mark: icon("bolt", 16),
      run: () => ask("message_shortcut", { callback_id: each.callback_id, channel, ts: message.ts }),
    })),
    own && {
      label: "Delete message",
      danger: true,
      mark: icon("bin", 16),
      run: () => ask("delete", { channel, ts: message.ts }),
    },
  ].filter(Boolean);
}

export function startEditing(channel, ts) {
  store.editing = { channel, ts };
  emit("messages", channel);
}
