// The left side: who one is, channels, direct messages, the app.

import { arrowKeys, h, icon, iconButton, reconcile } from "./dom.js";
import { openMenu } from "./menu.js";
import { avatar, placeMark } from "./pictures.js";
import { connect } from "./socket.js";
import { channelName, go, me, now, store, unread } from "./store.js";
import { openSwitcher } from "./switcher.js";
import { clockTime, zoneLabel } from "./time.js";

// Rows that did not change stay the same elements, so that a click is never lost to a message that arrives.
export function drawRail() {
  const host = document.getElementById("rail");
  const focused = host.contains(document.activeElement) && document.activeElement.dataset.channel;
  const person = me();
  const facts = [store.me, person.real_name, clockTime(now(), person.tz), store.team.name, [...store.users.keys()]];
  reconcile(host, [
    { key: "head", signature: JSON.stringify(facts), build: head },
    { key: "lists", signature: "", build: () => h("div", { class: "rail-lists" }) },
  ]);
  const lists = sections().filter(({ rows }) => rows.length);
  reconcile(
    host.lastElementChild,
    lists.map(({ title }) => ({ key: title, signature: "", build: () => section(title) })),
  );
  lists.forEach(({ rows }, index) => reconcile(host.lastElementChild.children[index].lastElementChild, rows));
  if (focused && !host.contains(document.activeElement)) host.querySelector(`[data-channel="${focused}"]`)?.focus();
}

function sections() {
  const mine = [...store.channels.values()].filter((each) => each.members.includes(store.me));
  const app = (each) => each.kind === "im" && each.user === store.bot.user_id;
  const open = mine.filter((each) => each.kind === "public" || each.kind === "private");
  const direct = mine.filter((each) => (each.kind === "im" || each.kind === "mpim") && !app(each));
  const browsing = { key: "browse", signature: "", build: () => h("li", {}, browse()) };
  return [
    { title: "Channels", rows: [...open.sort((a, b) => a.name.localeCompare(b.name)).map(row), browsing] },
    { title: "Direct messages", rows: direct.map(row) },
    { title: "Apps", rows: mine.filter(app).map(row) },
  ];
}

function section(title) {
  return h("section", { class: "rail-section" }, h("h2", {}, title), h("ul"));
}

function row(channel) {
  const here = store.route.channel === channel.id;
  const facts = [channelName(channel), channel.kind, unread(channel), here, [...store.users.keys()].length];
  return { key: channel.id, signature: JSON.stringify(facts), build: () => h("li", {}, place(channel)) };
}

function head() {
  return h(
    "div",
    { class: "rail-head" },
    h(
      "div",
      { class: "workspace" },
      h("img", { src: "/page/icon.svg", alt: "", width: 26, height: 26 }),
      h("b", {}, store.team.name),
      h("span", { class: "sandbox-tag" }, "sandbox"),
      h("span", { class: "grow" }),
      iconButton("close", "Hide channels", () => showRail(false), { class: "icon-button only-narrow" }),
    ),
    switcher(),
  );
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
  const node = h(
    "button",
    {
      type: "button",
      class: "person",
      "aria-haspopup": "listbox",
      "aria-label": `You are ${person.real_name}. Be somebody else`,
      title: "Be somebody else",
      onclick: () => chooseMe(node),
    },
    avatar(person.id, 34),
    h(
      "span",
      { class: "person-text" },
      h("b", {}, person.real_name),
      h("small", {}, `${clockTime(now(), person.tz)} · ${zoneLabel(person.tz)}`),
    ),
    icon("down", 16),
  );
  return node;
}

function chooseMe(anchor) {
  const people = [...store.users.values()].filter((user) => !user.is_bot && !user.deleted);
  const items = people.map((user) => ({
    label: user.real_name,
    hint: `${clockTime(now(), user.tz)} · ${zoneLabel(user.tz)}`,
    mark: avatar(user.id, 28),
    chosen: user.id === store.me,
    id: user.id,
  }));
  openMenu(anchor, { items, label: "Be somebody else", search: items.length > 8, onpick: (item) => connect(item.id) });
}

function place(channel) {
  const { count, asks } = unread(channel);
  const here = store.route.channel === channel.id;
  const user = channel.kind === "im" && store.users.get(channel.user);
  return h(
    "button",
    {
      type: "button",
      class: `place ${count ? "place-unread" : ""}`,
      "aria-current": here ? "page" : null,
      data: { channel: channel.id },
      onclick: () => {
        showRail(false);
        go({ channel: channel.id, tab: "messages", thread: null });
      },
    },
    placeMark(channel, 16),
    h("span", { class: "place-name" }, channelName(channel)),
    user?.is_bot && h("span", { class: "badge" }, "APP"),
    asks > 0 && h("span", { class: "count", "aria-label": `${asks} for you` }, String(asks)),
    count > 0 && h("span", { class: "sr" }, `${count} unread`),
  );
}

function browse() {
  return h(
    "button",
    { type: "button", class: "place place-quiet", onclick: openSwitcher },
    icon("search", 16),
    h("span", { class: "place-name" }, "Browse channels"),
  );
}
