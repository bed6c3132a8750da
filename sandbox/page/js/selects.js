// Select menus, single and multiple: static, external (the app answers the search), people, channels, conversations.

import { h, icon, replace } from "./dom.js";
import { openMenu } from "./menu.js";
import { held } from "./fields.js";
import { keep } from "./press.js";
import { avatar } from "./pictures.js";
import { textObject } from "./texts.js";
import { channelName, personName, store } from "./store.js";

export function select(element, block, ctx) {
  return new Select(element, block, ctx).node;
}

class Select {
  constructor(element, block, ctx) {
    Object.assign(this, { element, block, ctx, many: element.type.startsWith("multi_") });
    this.source = sources[element.type.replace(/^multi_/, "")](element, block, ctx);
    this.node = h("button", {
      type: "button",
      class: "select",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      onclick: () => this.open(),
    });
    this.draw();
  }

  values() {
    return [held(this.ctx.value(this.block, this.element)) ?? []].flat();
  }

  draw() {
    const names = this.values().map((value) => this.source.name(value));
    const chosen = this.many ? names.map((name) => h("span", { class: "chip" }, name)) : names;
    const shown = names.length ? chosen : (this.element.placeholder?.text ?? "Choose…");
    replace(this.node, h("span", { class: names.length ? "select-value" : "select-none" }, shown), icon("down", 14));
  }

  open() {
    const { load, items } = this.source;
    const least = this.element.min_query_length;
    openMenu(this.node, {
      label: this.element.placeholder?.text ?? "Choose",
      keep: this.many,
      search: Boolean(load) || items().length > 7,
      load: load && (async (query) => this.ticked(await load(query))),
      items: load ? [] : [...this.clearing(), ...this.ticked(items())],
      placeholder: load && least ? `Type ${least} or more letters` : undefined,
      onpick: (item) => this.choose(item.value),
    });
  }

  ticked(items) {
    const here = new Set(this.values().map(this.source.id));
    return items.map((item) => ({ ...item, chosen: here.has(this.source.id(item.value)) }));
  }

  clearing() {
    return this.block.optional && this.values().length && !this.many
      ? [{ label: "Clear the choice", value: null }]
      : [];
  }

  choose(value) {
    keep(this.element, this.block, this.ctx, this.many ? this.toggled(value) : value, this.node);
    this.draw();
  }

  toggled(value) {
    const before = this.values();
    const rest = before.filter((each) => this.source.id(each) !== this.source.id(value));
    return rest.length < before.length ? rest : [...rest, value].slice(0, this.element.max_selected_items ?? Infinity);
  }
}

const byOption = { id: (option) => option?.value, name: (option) => textObject(option.text).textContent };
const byId = (name) => ({ id: (value) => value, name });

const sources = {
  static_select: (element) => ({ ...byOption, items: () => optionItems(element) }),
  external_select: (element, block, ctx) => ({
    ...byOption,
    load: async (query) => {
      if (query.length < (element.min_query_length ?? 3)) return [];
      return optionItems(await ctx.options(block, element, query));
    },
  }),
  users_select: () => ({ ...byId(personName), items: peopleItems }),
  channels_select: () => ({
    ...byId((id) => `#${channelName(store.channels.get(id))}`),
    items: () => channelItems(["public"]),
  }),
  conversations_select: (element) => ({
    ...byId((id) => channelLabel(store.channels.get(id))),
    items: () => channelItems(element.filter?.include ?? ["public", "private", "im", "mpim"]),
  }),
};

function optionItems({ options, option_groups: groups }) {
  const item = (group) => (option) => ({
    label: textObject(option.text).textContent,
    hint: option.description?.text,
    group,
    value: option,
  });
  return groups ? groups.flatMap((group) => group.options.map(item(group.label.text))) : (options ?? []).map(item());
}

export function peopleItems() {
  const people = [...store.users.values()].filter((user) => !user.deleted);
  return people
    .sort((one, other) => Number(one.is_bot) - Number(other.is_bot))
    .map((user) => ({ label: user.real_name, hint: `@${user.name}`, value: user.id, mark: avatar(user.id, 20) }));
}

function channelItems(kinds) {
  return [...store.channels.values()]
    .filter((each) => kinds.includes(each.kind))
    .map((each) => ({ label: channelLabel(each), value: each.id }));
}

function channelLabel(channel) {
  if (!channel) return "private channel";
  return (channel.kind === "im" || channel.kind === "mpim" ? "" : "#") + channelName(channel);
}
