// A small grid of emoji to choose from.

import { h } from "./dom.js";
import { emojiOr, PICKER } from "./emoji.js";

export function emojiGrid(choose) {
  const choice = (name) =>
    h(
      "button",
      {
        type: "button",
        class: "emoji-choice",
        title: `:${name}:`,
        "aria-label": name.replaceAll("_", " "),
        onclick: () => choose(name),
      },
      emojiOr(name),
    );
  return h("div", { class: "emoji-grid" }, ...PICKER.map(choice));
}
