// Suggestions while typing: @people, #channels, :emoji:, and the verbs of slash commands with their usage.

import { h } from "./dom.js";
import { emojiNames, emojiOr } from "./emoji.js";
import { Choices, filtered } from "./menu.js";
import { avatar } from "./pictures.js";
import { peopleItems } from "./selects.js";
import { store } from "./store.js";

const MOST = 12;
let counter = 0;

export class Completion {
  constructor(field, host, changed) {
    Object.assign(this, { field, changed, found: null });
    const list = h("div", {
      class: "menu-list",
      role: "listbox",
      id: `completion-${(counter += 1)}`,
      "aria-label": "Suggestions",
    });
    this.box = h("div", { class: "completion", hidden: true }, list);
    this.choices = new Choices(list, field, (item) => this.pick(item));
    host.append(this.box);
    field.addEventListener("input", () => this.refresh());
    field.addEventListener("click", () => this.refresh());
    field.addEventListener("blur", () => this.close());
  }

  refresh() {
    this.found = suggestions(this.field.value, this.field.selectionStart);
    this.box.hidden = !this.found;
    if (!this.found) return;
    Object.assign(this.choices, { at: 0, moved: false, enterPicks: this.found.enterPicks });
    this.choices.show(this.found.items.slice(0, MOST));
  }

  pick(item) {
    if (item.insert === undefined) return;
    this.field.setRangeText(item.insert, this.found.from, this.field.selectionStart, "end");
    this.changed();
    this.refresh();
  }

  close() {
    this.box.hidden = true;
    this.found = null;
  }

  // True when the key was meant for the suggestions.
  key(event) {
    if (!this.found) return false;
    if (event.key !== "Escape") return this.choices.key(event);
    this.close();
    event.stopPropagation();
    return true;
  }
}

function suggestions(text, caret) {
  const before = text.slice(0, caret);
  if (before.startsWith("/")) return slash(before);
  const match = /(^|[\s(])([@#:])([\p{L}\p{N}._+-]*)$/u.exec(before);
  if (!match || (match[2] === ":" && match[3].length < 2)) return null;
  const items = sources[match[2]](match[3].toLowerCase());
  return items.length ? { from: caret - match[3].length - 1, items, enterPicks: true } : null;
}

const sources = {
  "@": (query) =>
    filtered(peopleItems(), query).map((item) => ({
      ...item,
      mark: avatar(item.value, 20),
      insert: `@${store.users.get(item.value).name} `,
    })),
  "#": (query) =>
    filtered(
      [...store.channels.values()]
        .filter((each) => each.kind === "public" || each.kind === "private")
        .map((each) => ({ label: `#${each.name}`, hint: each.topic, insert: `#${each.name} ` })),
      query,
    ),
  ":": (query) => emojiNames(query).map((name) => ({ label: `:${name}:`, mark: emojiOr(name), insert: `:${name}: ` })),
};

function slash(before) {
  const space = before.indexOf(" ");
  if (space < 0)
    return offer(
      0,
      store.commands
        .filter((each) => each.command.startsWith(before))
        .map((each) => ({ label: each.command, hint: each.description, insert: `${each.command} ` })),
    );
  const command = store.commands.find((each) => each.command === before.slice(0, space));
  const rest = before.slice(space + 1);
  const verbs = (command?.verbs ?? []).filter(
    (each) => each.verb.startsWith(rest.toLowerCase()) || rest.toLowerCase().startsWith(`${each.verb} `),
  );
  const usage = (verb) => `${command.command} ${verb.usage}`;
  if (!command) return null;
  if (!command.verbs.length)
    return offer(space + 1, [{ label: `${command.command} ${command.usage}`, hint: command.description }]);
  return offer(
    space + 1,
    verbs.map((verb) => ({
      label: usage(verb),
      hint: verb.summary,
      ...(rest.startsWith(`${verb.verb} `) ? {} : { insert: `${verb.verb} ` }),
    })),
  );
}

// Enter sends a command as it was typed; only Tab, or Enter after the arrows, takes a suggestion.
function offer(from, items) {
  return items.length ? { from, items, enterPicks: false } : null;
}
