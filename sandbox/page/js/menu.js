// One list to choose from, for menus, selects, pickers of people and the quick switcher: filter, arrows, Enter, Escape.

import { h } from "./dom.js";
import { openPopup, place } from "./layers.js";

let counter = 0;

// items: [{label, hint, group, chosen, danger, mark, value}]; load(query) replaces items by a promise of items.
export function openMenu(
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
    onclose,
  },
) {
  const list = h("div", { class: "menu-list", role: "listbox", id: `menu-${(counter += 1)}`, "aria-label": label });
  const input =
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
      oninput: () => refresh(),
    });
  const popup = openPopup(anchor, [input, list], { label, align, onclose });
  const driver = listDriver(list, input || popup.box, (item) => {
    if (!keep) popup.close();
    onpick(item);
    if (keep) {
      item.chosen = !item.chosen;
      driver.show(driver.items);
    }
  });
  let asked = 0;
  async function refresh() {
    const query = input ? input.value : "";
    const turn = (asked += 1);
    if (load) driver.say("Searching…");
    const found = load ? await load(query).catch((error) => error) : filtered(items, query);
    if (turn !== asked) return;
    if (found instanceof Error) driver.say(found.message);
    else if (found.length) driver.show(found);
    else driver.say(empty);
    place(popup.box, anchor, align);
  }
  (input || popup.box).focus();
  refresh();
  return popup;
}

export function filtered(items, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((item) => words.every((word) => `${item.label} ${item.hint ?? ""}`.toLowerCase().includes(word)));
}

// Draws items into a list and lets the keys of `keyed` move through them.
export function listDriver(list, keyed, onpick) {
  const driver = { items: [], at: 0, moved: false, enterPicks: true, show, say, key };
  function show(items) {
    driver.items = items;
    driver.at = Math.min(driver.at, items.length - 1);
    list.replaceChildren(...rows(items));
    mark();
  }
  function say(sentence) {
    driver.items = [];
    list.replaceChildren(h("div", { class: "menu-empty" }, sentence));
  }
  function rows(items) {
    let group = null;
    return items.flatMap((item, index) => {
      const title = item.group && item.group !== group ? [h("div", { class: "menu-group" }, item.group)] : [];
      group = item.group ?? null;
      return [...title, row(item, index)];
    });
  }
  function row(item, index) {
    return h(
      "div",
      {
        class: `menu-item ${item.danger ? "menu-danger" : ""}`,
        role: "option",
        id: `${list.id}-${index}`,
        "aria-selected": String(Boolean(item.chosen)),
        onpointermove: () => {
          if (driver.at !== index) {
            driver.at = index;
            mark();
          }
        },
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => onpick(item),
      },
      item.mark && h("span", { class: "menu-mark" }, item.mark),
      h("span", { class: "menu-label" }, item.label, item.hint && h("small", {}, item.hint)),
      item.chosen && h("span", { class: "menu-tick", "aria-hidden": "true" }, "✓"),
    );
  }
  function mark() {
    const all = list.querySelectorAll(".menu-item");
    all.forEach((each, index) => each.classList.toggle("menu-at", index === driver.at));
    all[driver.at]?.scrollIntoView({ block: "nearest" });
    keyed.setAttribute("aria-activedescendant", all[driver.at]?.id ?? "");
  }
  function key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && driver.items.length) {
      driver.at = (driver.at + step + driver.items.length) % driver.items.length;
      driver.moved = true;
      mark();
    } else if (picks(event) && driver.items[driver.at]) onpick(driver.items[driver.at]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
  function picks(event) {
    return (
      (event.key === "Enter" && !event.shiftKey && (driver.enterPicks || driver.moved)) ||
      (event.key === "Tab" && keyed.matches("textarea"))
    );
  }
  if (!keyed.matches("textarea")) keyed.addEventListener("keydown", key);
  return driver;
}
