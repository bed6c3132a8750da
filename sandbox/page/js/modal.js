// Modals: the topmost view of the stack, its inputs, errors beside the fields, and the loading state.

import { h, iconButton, replace } from "./dom.js";
import { drawBlocks } from "./blocks.js";
import { viewContext } from "./context.js";
import { focusFirst, openDialog, toast } from "./layers.js";
import { act } from "./socket.js";
import { store } from "./store.js";

let layer = null;
let shown = null;
let errors = {};
let busy = false;

export function drawModals() {
  const view = store.modals[store.modals.length - 1];
  const state = view ? `${view.id}/${view.hash}` : null;
  if (state === shown) return;
  const same = view && shown?.startsWith(`${view.id}/`);
  shown = state;
  busy = false;
  if (!same) errors = {};
  if (!view) {
    layer?.close();
    layer = null;
    return;
  }
  if (!layer) layer = openDialog([], { label: view.title?.text ?? "Form", onclose: dismissed, kind: "modal" });
  fill(view, { keepFocus: same });
}

function dismissed() {
  const view = store.modals[store.modals.length - 1];
  layer = null;
  shown = null;
  if (view) act("close_view", { view: view.id }).catch((error) => toast(error.message));
}

function fill(view, { keepFocus = false } = {}) {
  const focused = keepFocus && document.activeElement?.closest?.("[data-block]")?.dataset.block;
  const ctx = viewContext(view, { errors, enter: () => submit(view, ctx) });
  const send = (event) => {
    event.preventDefault();
    submit(view, ctx);
  };
  const body = h("div", { class: "modal-body", tabindex: "-1" }, drawBlocks(view.blocks, ctx));
  replace(
    layer.box,
    h("form", { class: "modal-form", novalidate: true, onsubmit: send }, head(view), body, foot(view)),
  );
  layer.box.setAttribute("aria-label", view.title?.text ?? "Form");
  const again = focused && layer.box.querySelector(`[data-block="${CSS.escape(focused)}"]`);
  focusFirst(again || layer.box.querySelector(".input-wrong") || body);
}

function head(view) {
  const cancel = () => layer.dismiss();
  return h(
    "div",
    { class: "modal-head" },
    store.modals.length > 1 && iconButton("back", "Back", cancel),
    h("h2", { class: "dialog-title" }, view.title?.text ?? ""),
    h("span", { class: "badge" }, store.bot.name),
    h("span", { class: "grow" }),
    iconButton("close", "Close", cancel),
  );
}

function foot(view) {
  const close = view.close?.text ?? (view.submit ? "Cancel" : "Close");
  const spinner = h("span", { class: "spinner", "aria-label": "Working" });
  const off = busy || view.submit_disabled;
  return h(
    "div",
    { class: "dialog-foot" },
    h("button", { type: "button", class: "button", onclick: () => layer.dismiss() }, close),
    view.submit &&
      h("button", { type: "submit", class: "button button-primary", disabled: off }, spinner, view.submit.text),
  );
}

async function submit(view, ctx) {
  if (busy || !view.submit) return;
  busy = true;
  layer.box.classList.add("busy");
  layer.box.querySelector("[type=submit]")?.setAttribute("disabled", "");
  try {
    errors = (await act("submit", { view: view.id, values: ctx.values() }))?.errors ?? {};
  } catch (error) {
    toast(error.message);
  }
  busy = false;
  layer?.box.classList.remove("busy");
  const current = store.modals[store.modals.length - 1];
  if (layer && current?.id === view.id) fill(current);
}
