// The right pane: one message with its replies.

import { arrowKeys, h, iconButton, reconcile, replace } from "./dom.js";
import { composer } from "./composer.js";

import { channelName, go, messagesOf, store } from "./store.js";
import { isAtEnd, reveal, rowsOf, stickToEnd } from "./story.js";

let shown = null;
let list = null;

export function drawThread() {
  const pane = document.getElementById("thread");
  const { channel, thread } = store.route;
  pane.hidden = !thread;
  document.getElementById("frame").classList.toggle("with-thread", Boolean(thread));
  if (!thread) {
    shown = null;
    return;
  }
  const state = `${store.me}/${channel}/${thread}`;
  if (state !== shown) open(pane, channel, thread, state);
  const following = isAtEnd(list);
  const inside = messagesOf(channel)
    .filter((each) => each.ts === thread || each.thread_ts === thread)
    .map((each) => ({ ...each, broadcast: false }));
  const rows = rowsOf(channel, inside, { inThread: true });
  const count = inside.filter((each) => !each.ephemeral).length - 1;
  if (count > 0)
    rows.splice(1, 0, {
      key: "count",
      signature: String(count),
      build: () => h("div", { class: "day day-left" }, h("span", {}, count === 1 ? "1 reply" : `${count} replies`)),
    });
  reconcile(list, rows);
  if (store.route.focus) reveal(list, store.route.focus);
  else if (following) stickToEnd(list);
}

function open(pane, channel, thread, state) {
  shown = state;
  list = h("div", { class: "messages", role: "log", "aria-label": "Thread", tabindex: "0" });
  arrowKeys(list, ".message");
  const place = store.channels.get(channel);
  const member = place?.members.includes(store.me);
  replace(
    pane,
    h(
      "div",
      { class: "channel-head" },
      h(
        "div",
        { class: "channel-line" },
        iconButton("back", "Back to the channel", closeThread, { class: "icon-button only-narrow" }),
        h("h2", { class: "channel-name" }, "Thread"),
        h("span", { class: "quiet" }, channelName(place)),
        h("span", { class: "grow" }),
        iconButton("close", "Close the thread", closeThread, { class: "icon-button only-wide" }),
      ),
    ),
    list,
    member && composer(channel, { thread, placeholder: "Reply…" }),
  );
  if (member) pane.querySelector("textarea").focus({ preventScroll: true });
}

export function closeThread() {
  go({ thread: null });
  document.querySelector("#channel .composer-field")?.focus();
}
