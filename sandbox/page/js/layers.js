// Things above the page: popups tied to an anchor, and dialogs that hold the focus. Escape closes the topmost.

import { h } from "./dom.js";

const stack = [];

export function openPopup(anchor, body, { onclose, role = "dialog", label = "", align = "start" } = {}) {
  const before = document.activeElement;
  const box = h("div", { class: "popup", role, "aria-label": label, tabindex: "-1" }, body);
  const layer = { box, close };
  function close(refocus = true) {
    if (!stack.includes(layer)) return;
    stack.splice(stack.indexOf(layer), 1);
    box.remove();
    document.removeEventListener("pointerdown", outside, true);
    anchor.setAttribute?.("aria-expanded", "false");
    if (refocus) (anchor.isConnected ? anchor : before)?.focus?.();
    onclose?.();
  }
  const outside = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) close(false);
  };
  stack.push(layer);
  document.getElementById("layers").append(box);
  document.addEventListener("pointerdown", outside, true);
  anchor.setAttribute?.("aria-expanded", "true");
  box.style.minWidth = `${Math.min(anchor.offsetWidth, 420)}px`;
  place(box, anchor, align);
  return layer;
}

export function place(box, anchor, align = "start") {
  const rect = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = innerHeight - rect.bottom - 8;
  const top =
    below >= height || below >= rect.top ? Math.min(rect.bottom + 4, innerHeight - height - 8) : rect.top - height - 4;
  const left = align === "end" ? rect.right - width : rect.left;
  box.style.top = `${Math.max(8, top)}px`;
  box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
}

export function openDialog(body, { label, onclose, kind = "" }) {
  const before = document.activeElement;
  const box = h(
    "div",
    { class: `dialog ${kind}`, role: "dialog", "aria-modal": "true", "aria-label": label, tabindex: "-1" },
    body,
  );
  const veil = h("div", { class: "veil", onpointerdown: (event) => event.target === veil && layer.dismiss() }, box);
  const layer = {
    box,
    close() {
      if (!stack.includes(layer)) return;
      stack.splice(stack.indexOf(layer), 1);
      veil.remove();
      if (before?.isConnected) before.focus();
    },
    dismiss() {
      layer.close();
      onclose?.();
    },
  };
  box.addEventListener("keydown", (event) => trap(event, box));
  stack.push(layer);
  document.getElementById("layers").append(veil);
  focusFirst(box);
  return layer;
}

export function focusFirst(box) {
  (
    box.querySelector("[data-first]") ??
    focusable(box).find((each) => each.matches("input, textarea, select, .select")) ??
    box
  ).focus();
}

function focusable(box) {
  const all = box.querySelectorAll("a[href], button, input, textarea, select, [tabindex='0']");
  return [...all].filter((each) => !each.disabled && each.offsetParent !== null);
}

function trap(event, box) {
  if (event.key !== "Tab") return;
  const all = focusable(box);
  const edge = event.shiftKey ? all[0] : all[all.length - 1];
  if (document.activeElement !== edge && document.activeElement !== box) return;
  (event.shiftKey ? all[all.length - 1] : all[0])?.focus();
  event.preventDefault();
}

// Closes the topmost layer; false when there was none, so that Escape can mean something else.
export function closeTop() {
  const top = stack[stack.length - 1];
  if (!top) return false;
  (top.dismiss ?? top.close)();
  return true;
}

export function confirmDialog({ title, text, confirm, deny, style }, draw) {
  return new Promise((resolve) => {
    const answer = (yes) => () => {
      layer.close();
      resolve(yes);
    };
    const body = h(
      "div",
      { class: "dialog-small" },
      h("h2", { class: "dialog-title" }, title?.text ?? "Are you sure?"),
      h("div", { class: "text" }, draw(text)),
      h(
        "div",
        { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onclick: answer(false) }, deny?.text ?? "Cancel"),
        h(
          "button",
          {
            type: "button",
            class: `button button-${style === "danger" ? "danger" : "primary"}`,
            data: { first: "" },
            onclick: answer(true),
          },
          confirm?.text ?? "Yes",
        ),
      ),
    );
    const layer = openDialog(body, {
      label: title?.text ?? "Are you sure?",
      onclose: () => resolve(false),
      kind: "dialog-confirm",
    });
  });
}

export function toast(text, { kind = "error" } = {}) {
  const box = h("div", { class: `toast toast-${kind}` }, text);
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), 6000);
}
