// Select menus, single and multiple: static, external (the app answers the search), people, channels, conversations.

import { h, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { held } from "./fields.js";
import { keep } from "./press.js";
import { avatar } from "./pictures.js";
import { textObject } from "./texts.js";
import { channelName, personName, store } from "./store.js";

export function select(element, block, ctx) {
  const many = element.type.startsWith("multi_");
  const source = sources[element.type.replace(/^multi_/, "")](element, block, ctx);
  const values = () => [held(ctx.value(block, element)) ?? []].flat();
  const node = h("button", {
    type: "button",
    class: "select",
    "aria-haspopup": "listbox",
    "aria-expanded": "false",
    onclick: open,
  });
  function draw() {
    const chosen = values().map((value) => source.name(value));
    const shown = many ? chosen.map((name) => h("span", { class: "chip" }, name)) : chosen;
    node.replaceChildren(
      h(
        "span",
        { class: chosen.length ? "select-value" : "select-none" },
        ...(chosen.length ? shown : [element.placeholder?.text ?? "Choose…"]),
      ),
      icon("down", 14),
    );
  }
  function open() {
    const same = (item) => values().some((value) => source.id(value) === source.id(item.value));
    const withTicks = (items) => items.map((item) => ({ ...item, chosen: same(item) }));
    const clear = block.optional && values().length && !many ? [{ label: "Clear the choice", value: null }] : [];
    openMenu(node, {
      label: element.placeholder?.text ?? "Choose",
      keep: many,
      search: source.load || source.items().length > 7,
      ...(source.load
        ? { load: async (query) => withTicks(await source.load(query)) }
        : { items: [...clear, ...withTicks(source.items())] }),
      placeholder:
        source.load && element.min_query_length ? `Type ${element.min_query_length} or more letters` : undefined,
      onpick: (item) => {
        choose(item.value);
        draw();
      },
    });
  }
  function choose(value) {
    if (!many) return keep(element, block, ctx, value, node);
    const rest = values().filter((each) => source.id(each) !== source.id(value));
    const next =
      rest.length < values().length ? rest : [...rest, value].slice(0, element.max_selected_items ?? Infinity);
    return keep(element, block, ctx, next, node);
  }
  draw();
  return node;
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
