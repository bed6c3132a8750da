// The top: jump, the bot's clock and the ways to move it, light or dark.

import { h, icon, iconButton, replace } from "./dom.js";
import { openPopup, toast } from "./layers.js";
import { ask } from "./message.js";
import { me, now, store } from "./store.js";
import { openSwitcher } from "./switcher.js";
import { toggleTheme } from "./theme.js";
import { clockTime, fromWall, nextMonday, shortDate, toWall } from "./time.js";

const HOUR = 3600;

export function drawTopbar() {
  const apple = /Mac|iPhone|iPad/.test(navigator.userAgent);
  replace(
    document.getElementById("topbar"),
    h(
      "button",
      { type: "button", class: "jump", onclick: openSwitcher, "aria-label": "Jump to a channel or a person" },
      icon("search", 16),
      h("span", {}, "Jump to…"),
      h("kbd", {}, apple ? "⌘K" : "Ctrl K"),
    ),
    h("span", { id: "connection", role: "status" }),
    h(
      "div",
      { class: "clock", role: "group", "aria-label": `${store.bot.name}'s clock` },
      clockFace(),
      h(
        "span",
        { class: "only-wide clock-steps" },
        step("+1 h", "One hour on", HOUR),
        step("+1 day", "One day on", 24 * HOUR),
        monday(),
      ),
    ),
    iconButton("sun", "Light or dark", toggleTheme),
  );
  tick();
  drawConnection();
}

export function drawConnection() {
  const node = document.getElementById("connection");
  if (node) replace(node, store.connected ? null : h("span", { class: "offline" }, "Reconnecting…"));
}

function clockFace() {
  const node = h("button", {
    type: "button",
    class: "clock-face",
    id: "clock-face",
    "aria-haspopup": "dialog",
    title: "The time as the bot sees it; click to move it",
    onclick: () => openClock(node),
  });
  return node;
}

export function tick() {
  const face = document.getElementById("clock-face");
  if (!face) return;
  const text = `${shortDate(now())}, ${clockTime(now())}`;
  if (face.textContent === text) return;
  const [day, time] = text.split(", ");
  replace(face, icon("clock", 16), h("span", { class: "clock-day" }, `${day}, `), h("b", {}, time));
}

function step(label, title, seconds) {
  return h("button", { type: "button", class: "clock-step", title, onclick: () => ask("advance", { seconds }) }, label);
}

function monday() {
  return h(
    "button",
    {
      type: "button",
      class: "clock-step",
      title: "Go to the next Monday, 09:00 in your zone",
      onclick: () => moveTo(nextMonday(now())),
    },
    "Monday 09:00",
  );
}

function moveTo(moment) {
  return ask("set_clock", { at: moment.toISOString() });
}

function openClock(anchor) {
  const field = h("input", {
    class: "field",
    type: "datetime-local",
    value: toWall(now()),
    "aria-label": "Date and time",
  });
  const set = (event) => {
    event.preventDefault();
    if (!field.value) return toast("Choose a date and a time first.");
    popup.close();
    return moveTo(fromWall(field.value));
  };
  const reset = () => {
    popup.close();
    moveTo(new Date());
  };
  const popup = openPopup(anchor, clockPanel(field, set, reset), { label: "Clock", align: "end" });
  field.focus();
}

function clockPanel(field, set, reset) {
  const steps = [
    step("+1 h", "One hour on", HOUR),
    step("+1 day", "One day on", 24 * HOUR),
    step("+1 week", "One week on", 168 * HOUR),
  ];
  return h(
    "div",
    { class: "clock-panel" },
    h("h2", {}, `${store.bot.name}'s clock`),
    h(
      "p",
      { class: "quiet" },
      `Moving it makes digests and reminders come at once. Times are in your zone, ${me().tz}.`,
    ),
    h("div", { class: "clock-steps" }, steps, monday()),
    h(
      "form",
      { class: "clock-set", onsubmit: set },
      field,
      h("button", { type: "submit", class: "button button-primary" }, "Go there"),
    ),
    h("button", { type: "button", class: "quiet-link", onclick: reset }, "Back to the real time"),
  );
}
