// The left side: who one is, channels, direct messages, the app.

import { arrowKeys, h, icon, iconButton, replace } from "./dom.js";
import { mark } from "./conversation.js";
import { openMenu } from "./menu.js";
import { avatar } from "./pictures.js";
import { connect } from "./socket.js";
import { channelName, go, me, now, store, unread } from "./store.js";
import { openSwitcher } from "./switcher.js";
import { clockTime, zoneLabel } from "./time.js";

export function drawRail() {
  const host = document.getElementById("rail");
  const focused = host.contains(document.activeElement) && document.activeElement.dataset.channel;
  const mine = [...store.channels.values()].filter((each) => each.members.includes(store.me));
  const app = mine.find((each) => each.kind === "im" && each.user === store.bot.user_id);
  const direct = mine.filter((each) => (each.kind === "im" && each !== app) || each.kind === "mpim");
  replace(host,
    h("div", { class: "rail-head" }, h("div", { class: "workspace" }, h("img", { src: "/page/icon.svg", alt: "", width: 26, height: 26 }), h("b", {}, store.team.name), h("span", { class: "sandbox-tag" }, "sandbox"),
      h("span", { class: "grow" }), iconButton("close", "Hide channels", () => showRail(false), { class: "icon-button only-narrow" })), switcher()),
    h("div", { class: "rail-lists" },
      section("Channels", mine.filter((each) => each.kind === "public" || each.kind === "private").sort((a, b) => a.name.localeCompare(b.name)), browse()),
      section("Direct messages", direct),
      section("Apps", app ? [app] : [])));
  if (focused) host.querySelector(`[data-channel="${focused}"]`)?.focus();
}

export function startRail() {
  arrowKeys(document.getElementById("rail"), ".place");
}

export function showRail(open) {
  document.getElementById("frame").classList.toggle("rail-open", open);
  if (open) document.querySelector("#rail .place")?.focus();
}

function switcher() {
  const person = me();
  const node = h("button", { type: "button", class: "person", "aria-haspopup": "listbox", "aria-label": `You are ${person.real_name}. Be somebody else`, title: "Be somebody else", onclick: () => chooseMe(node) },
    avatar(person.id, 34), h("span", { class: "person-text" }, h("b", {}, person.real_name), h("small", {}, `${clockTime(now(), person.tz)} · ${zoneLabel(person.tz)}`)), icon("down", 16));
  return node;
}

function chooseMe(anchor) {
  const people = [...store.users.values()].filter((user) => !user.is_bot && !user.deleted);
  const items = people.map((user) => ({ label: user.real_name, hint: `${clockTime(now(), user.tz)} · ${zoneLabel(user.tz)}${user.title ? ` · ${user.title}` : ""}`, mark: avatar(user.id, 28), chosen: user.id === store.me, id: user.id }));
  openMenu(anchor, { items, label: "Be somebody else", search: items.length > 8, onpick: (item) => connect(item.id) });
}

function section(title, channels, more) {
  if (!channels.length && !more) return null;
  return h("section", { class: "rail-section" }, h("h2", {}, title), h("ul", {}, ...channels.map((channel) => h("li", {}, place(channel))), more && h("li", {}, more)));
}

function place(channel) {
  const { count, asks } = unread(channel);
  const here = store.route.channel === channel.id;
  const user = channel.kind === "im" && store.users.get(channel.user);
  return h("button", {
    type: "button", class: `place ${count ? "place-unread" : ""}`, "aria-current": here ? "page" : null, data: { channel: channel.id },
    onclick: () => { showRail(false); go({ channel: channel.id, tab: "messages", thread: null }); },
  }, mark(channel, 16), h("span", { class: "place-name" }, channelName(channel)), user?.is_bot && h("span", { class: "badge" }, "APP"),
  asks > 0 && h("span", { class: "count", "aria-label": `${asks} for you` }, String(asks)), count > 0 && h("span", { class: "sr" }, `${count} unread`));
}

function browse() {
  return h("button", { type: "button", class: "place place-quiet", onclick: openSwitcher }, icon("search", 16), h("span", { class: "place-name" }, "Browse channels"));
}
