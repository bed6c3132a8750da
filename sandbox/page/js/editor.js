// Editing a message in place, and turning what is stored back into what was typed.

import { h } from "./dom.js";
import { toast } from "./layers.js";
import { decode } from "./mrkdwn.js";
import { act } from "./socket.js";
import { channelName, emit, store } from "./store.js";

function typedText(text) {
  const typed = text.replace(/<([^<>]+)>/g, (whole, inside) => {
    const [target, label] = inside.split("|");
    if (target.startsWith("@")) return `@${store.users.get(target.slice(1))?.name ?? target.slice(1)}`;
    if (target.startsWith("#")) return `#${label || channelName(store.channels.get(target.slice(1)))}`;
    return target.startsWith("!") ? `@${target.slice(1)}` : target;
  });
  return decode(typed);
}

export function editor(channel, message) {
  const stop = () => {
    store.editing = null;
    emit("messages", channel);
  };
  const save = async () => {
    await act("edit", { channel, ts: message.ts, text: field.value }).catch((error) => toast(error.message));
    stop();
  };
  const keys = (event) => {
    if (event.key === "Escape") {
      stop();
      event.stopPropagation();
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  };
  const field = h("textarea", {
    class: "field",
    rows: 2,
    "aria-label": "Edit message",
    value: typedText(message.text),
    onkeydown: keys,
  });
  requestAnimationFrame(() => field.focus());
  return h(
    "div",
    { class: "editor" },
    field,
    h(
      "div",
      { class: "editor-foot" },
      h("button", { type: "button", class: "button button-small", onclick: stop }, "Cancel"),
      h("button", { type: "button", class: "button button-primary button-small", onclick: save }, "Save"),
    ),
  );
}
