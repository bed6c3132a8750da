// One list to choose from, for menus, selects, pickers of people and the quick switcher: filter, arrows, Enter, Escape.

import { h } from "./dom.js";
import { openPopup, place } from "./layers.js";

let counter = 0;

// items: [{label, hint, group, chosen, danger, mark}]; load(query) gives a promise of items instead.
// `keep` leaves the menu open, for choosing several.
export function openMenu(anchor, options) {
  return new Menu(anchor, options).popup;
}

class Menu {
  constructor(
    anchor,
    {
      items = [],
      load,
      search = false,
      label = "Menu",
      empty = "Nothing found",
      align,
      keep = false,
      placeholder,
      onpick,
    },
  ) {
    Object.assign(this, { anchor, load, empty, align, keep, onpick, asked: 0 });
    this.items = items;
    const list = h("div", { class: "menu-list", role: "listbox", id: `menu-${(counter += 1)}`, "aria-label": label });
    this.input =
      search &&
      h("input", {
        class: "menu-search",
        type: "text",
        role: "combobox",
        "aria-controls": list.id,
        "aria-expanded": "true",
        "aria-label": placeholder ?? label,
        placeholder: placeholder ?? "Search",
        autocomplete: "off",
        oninput: () => this.refresh(),
      });
    this.popup = openPopup(anchor, [this.input, list], { label, align });
    const keyed = this.input || this.popup.box;
    this.choices = new Choices(list, keyed, (item) => this.pick(item));
    keyed.focus();
    this.refresh();
  }

  pick(item) {
    if (!this.keep) this.popup.close();
    this.onpick(item);
    if (!this.keep) return;
    item.chosen = !item.chosen;
    this.choices.show(this.choices.items);
  }

  async refresh() {
    const query = this.input ? this.input.value : "";
    const turn = (this.asked += 1);
    if (this.load) this.choices.say("Searching…");
    const found = this.load ? await this.load(query).catch((error) => error) : filtered(this.items, query);
    if (turn !== this.asked) return;
    if (found instanceof Error) this.choices.say(found.message);
    else if (found.length) this.choices.show(found);
    else this.choices.say(this.empty);
    place(this.popup.box, this.anchor, this.align);
  }
}

export function filtered(items, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((item) => words.every((word) => `${item.label} ${item.hint ?? ""}`.toLowerCase().includes(word)));
}

// Draws items into a list and lets the keys typed into `keyed` move through them. In a textarea the owner passes the
// keys on, because there they have a meaning of their own as well.
export class Choices {
  constructor(list, keyed, onpick) {
    Object.assign(this, { list, keyed, onpick, items: [], at: 0, moved: false, enterPicks: true });
    if (!keyed.matches("textarea")) keyed.addEventListener("keydown", (event) => this.key(event));
  }

  show(items) {
    this.items = items;
    this.at = Math.min(this.at, items.length - 1);
    this.list.replaceChildren(...this.rows());
    this.mark();
  }

  say(sentence) {
    this.items = [];
    this.list.replaceChildren(h("div", { class: "menu-empty" }, sentence));
  }

  rows() {
    let group = null;
    return this.items.flatMap((item, index) => {
      const title = item.group && item.group !== group ? [h("div", { class: "menu-group" }, item.group)] : [];
      group = item.group ?? null;
      return [...title, this.row(item, index)];
    });
  }

  row(item, index) {
    return h(
      "div",
      {
        class: `menu-item ${item.danger ? "menu-danger" : ""}`,
        role: "option",
        id: `${this.list.id}-${index}`,
        "aria-selected": String(Boolean(item.chosen)),
        onpointermove: () => this.at !== index && this.moveTo(index),
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => this.onpick(item),
      },
      item.mark && h("span", { class: "menu-mark" }, item.mark),
      h("span", { class: "menu-label" }, item.label, item.hint && h("small", {}, item.hint)),
      item.chosen && h("span", { class: "menu-tick", "aria-hidden": "true" }, "✓"),
    );
  }

  moveTo(index) {
    this.at = index;
    this.mark();
  }

  mark() {
    const all = this.list.querySelectorAll(".menu-item");
    all.forEach((each, index) => each.classList.toggle("menu-at", index === this.at));
    all[this.at]?.scrollIntoView({ block: "nearest" });
    this.keyed.setAttribute("aria-activedescendant", all[this.at]?.id ?? "");
  }

  // True when the key was meant for the list.
  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.items.length) {
      this.moved = true;
      this.moveTo((this.at + step + this.items.length) % this.items.length);
    } else if (this.picks(event) && this.items[this.at]) this.onpick(this.items[this.at]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  picks(event) {
    const entered = event.key === "Enter" && !event.shiftKey && (this.enterPicks || this.moved);
    return entered || (event.key === "Tab" && this.keyed.matches("textarea"));
  }
}
