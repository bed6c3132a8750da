// Puts the parts together: what is drawn again when something changes, keys that work everywhere, where one begins.

import { drawConversation } from "./conversation.js";
import { refreshHome } from "./home.js";
import { closeTop } from "./layers.js";
import { permalink } from "./mentions.js";
import { ask } from "./message.js";
import { drawModals } from "./modal.js";
import { drawRail, showRail, startRail } from "./rail.js";
import { connect } from "./socket.js";
import { emit, go, messagesOf, now, on, store } from "./store.js";
import { openSwitcher } from "./switcher.js";
import { startTheme } from "./theme.js";
import { closeThread, drawThread } from "./thread.js";
import { clockTime } from "./time.js";
import { drawConnection, drawTopbar, tick } from "./topbar.js";

const waiting = new Set();

// Draws once per frame however many changes arrive.
function soon(...draws) {
  if (!waiting.size)
    requestAnimationFrame(() => {
      const all = [...waiting];
      waiting.clear();
      for (const draw of all) draw();
    });
  for (const draw of draws) waiting.add(draw);
}

on("snapshot", () => {
  begin();
  drawTopbar();
  soon(drawRail, drawConversation, drawThread, drawModals);
});
on("messages", (channel) => soon(drawRail, ...(channel === store.route.channel ? [drawConversation, drawThread] : [])));
on("channels", () => soon(drawRail, drawConversation));
on("route", () => {
  openHome();
  soon(drawRail, drawConversation, drawThread, title);
});
on("modals", () => soon(drawModals));
on("home", () => soon(refreshHome));
on("clock", () => {
  tick();
  soon(drawRail);
});
on("connection", drawConnection);
on("rail", showRail);

function begin() {
  const [channel, thread = null] = location.hash.slice(1).split("/");
  const linked = permalink(location.pathname + location.search);
  const wanted = linked ?? (channel ? { channel, thread } : store.route);
  const known = store.channels.has(wanted.channel);
  const first = busiest();
  go(known ? { ...wanted } : { channel: first?.id ?? null, thread: null, tab: "messages" });
}

// Where something was said last: the first place to look at.
function busiest() {
  const last = (channel) => messagesOf(channel.id).pop()?.ts ?? "";
  const mine = [...store.channels.values()].filter((each) => each.members.includes(store.me) && each.kind !== "im");
  return mine.sort((one, other) => last(other).localeCompare(last(one)))[0] ?? [...store.channels.values()][0];
}

let homeShown = null;

function openHome() {
  const key = store.route.tab === "home" ? store.me : null;
  if (key && key !== homeShown) ask("home", {});
  homeShown = key;
}

function title() {
  document.title = `${store.channels.get(store.route.channel)?.name || store.bot.name} · ${store.team.name}`;
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    openSwitcher();
  } else if (event.key === "Escape") escape();
});

function escape() {
  if (closeTop()) return;
  if (document.getElementById("frame").classList.contains("rail-open")) showRail(false);
  else if (store.route.thread) closeThread();
}

document.addEventListener("visibilitychange", () => document.hidden || emit("messages", store.route.channel));

let minute = "";
setInterval(() => {
  tick();
  if (store.me && clockTime(now()) !== minute) {
    minute = clockTime(now());
    soon(drawRail);
  }
}, 1000);

startTheme();
startRail();
connect(new URLSearchParams(location.search).get("user"));
