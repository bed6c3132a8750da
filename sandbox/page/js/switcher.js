// Ctrl+K: jump to a channel or a person by typing a few letters.

import { h } from "./dom.js";
import { openDialog } from "./layers.js";
import { Choices, filtered } from "./menu.js";
import { avatar, placeMark } from "./pictures.js";
import { ask } from "./message.js";
import { channelName, go, store, unread } from "./store.js";

export function openSwitcher() {
  const list = h("div", { class: "menu-list", role: "listbox", id: "switcher-list", "aria-label": "Places" });
  const input = h("input", {
    class: "menu-search",
    type: "text",
    role: "combobox",
    "aria-controls": list.id,
    "aria-expanded": "true",
    placeholder: "Jump to a channel or a person",
    "aria-label": "Jump to",
    autocomplete: "off",
    data: { first: "" },
    oninput: refresh,
  });
  const layer = openDialog([input, list], { label: "Jump to", kind: "dialog-switcher" });
  const choices = new Choices(list, input, (item) => {
    layer.close();
    item.run();
  });
  function refresh() {
    const found = filtered(places(), input.value.replace(/^[#@]/, ""));
    choices.at = 0;
    if (found.length) choices.show(found);
    else choices.say("Nothing found");
  }
  refresh();
}

function places() {
  const channels = [...store.channels.values()].map((channel) => ({
    label: channelName(channel),
    hint: channel.members.includes(store.me) ? channel.topic : "not a member",
    mark: placeMark(channel, 18),
    weight: unread(channel).count,
    run: () => go({ channel: channel.id, tab: "messages", thread: null }),
  }));
  const talking = new Set([...store.channels.values()].filter((each) => each.kind === "im").map((each) => each.user));
  const people = [...store.users.values()].filter(
    (user) => !talking.has(user.id) && user.id !== store.me && !user.deleted && !user.is_bot,
  );
  const fresh = people.map((user) => ({
    label: user.real_name,
    hint: `@${user.name}`,
    mark: avatar(user.id, 20),
    weight: -1,
    run: () => write(user.id),
  }));
  return [...channels, ...fresh].sort(
    (one, other) => other.weight - one.weight || one.label.localeCompare(other.label),
  );
}

async function write(user) {
  const channel = await ask("direct", { with: user });
  if (channel) go({ channel, tab: "messages", thread: null });
}
