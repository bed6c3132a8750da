// What was said, as rows for a list: day dividers, the line above what is new, messages of one author together.

import { h } from "./dom.js";
import { drawMessage } from "./message.js";
import { messagesOf, store } from "./store.js";
import { dayKey, dayName, ofTs } from "./time.js";

const GROUP_SECONDS = 300;

export function rowsOf(channel, messages, { inThread = false, newSince = "0" } = {}) {
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

// Keeps the newest message in view, also when a picture above it arrives late.
export function stickToEnd(list) {
  const down = () => {
    list.scrollTop = list.scrollHeight;
  };
  down();
  requestAnimationFrame(down);
  for (const image of list.querySelectorAll("img"))
    if (!image.complete) image.addEventListener("load", down, { once: true });
}

export function isAtEnd(list, slack = 80) {
  return list.scrollHeight - list.scrollTop - list.clientHeight < slack;
}
