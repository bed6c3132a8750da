// Where messages are typed: Enter sends, Shift+Enter breaks the line, arrow up edits the last one.

import { h, icon, iconButton } from "./dom.js";
import { attachCompletion } from "./completion.js";
import { emojiOr, PICKER } from "./emoji.js";
import { openPopup, toast } from "./layers.js";
import { openMenu } from "./menu.js";
import { ask, startEditing } from "./message.js";
import { act } from "./socket.js";
import { messagesOf, store } from "./store.js";

const TOO_LARGE = 8_000_000;

export function composer(channel, { thread = null, placeholder }) {
  const key = `${channel}/${thread ?? ""}`;
  const files = [];
  const field = h("textarea", {
    class: "composer-field",
    rows: 1,
    placeholder,
    "aria-label": placeholder,
    value: store.drafts.get(key) ?? "",
    oninput: changed,
    onkeydown: keys,
    onpaste: pasted,
  });
  const chips = h("div", { class: "composer-files" });
  const picker = h("input", {
    type: "file",
    multiple: true,
    hidden: true,
    onchange: () => {
      take(picker.files);
      picker.value = "";
    },
  });
  const also = thread && h("input", { type: "checkbox" });
  const send = iconButton("send", "Send", submit, { class: "icon-button send" });
  const smile = iconButton("smile", "Emoji", () => insertEmoji(smile, field, changed));
  const bolt = iconButton("bolt", "Shortcuts", () => openShortcuts(bolt));
  const node = h(
    "form",
    {
      class: "composer",
      onsubmit: (event) => event.preventDefault(),
      ondragover: (event) => event.preventDefault(),
      ondrop: dropped,
    },
    field,
    chips,
    also && h("label", { class: "also" }, also, "Also send to the channel"),
    h(
      "div",
      { class: "composer-foot" },
      picker,
      iconButton("clip", "Attach a file", () => picker.click()),
      smile,
      iconButton("at", "Mention somebody", () => insert(field, "@", changed)),
      store.shortcuts.some((each) => each.type === "global") && bolt,
      h("span", { class: "hint" }, h("b", {}, "Enter"), " sends · ", h("b", {}, "Shift+Enter"), " new line"),
      send,
    ),
  );
  const completion = attachCompletion(field, node, changed);
  changed();

  function changed() {
    store.drafts.set(key, field.value);
    requestAnimationFrame(() => {
      field.style.height = "auto";
      field.style.height = `${Math.min(field.scrollHeight, 240)}px`;
    });
    send.classList.toggle("send-ready", Boolean(field.value.trim() || files.length));
  }
  function keys(event) {
    if (event.isComposing || completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
    if (event.key === "ArrowUp" && field.value === "") editLast(event);
  }
  function editLast(event) {
    const mine = messagesOf(channel).filter(
      (each) => each.user === store.me && !each.subtype && (each.thread_ts ?? null) === thread && !each.tombstone,
    );
    if (!mine.length) return;
    event.preventDefault();
    startEditing(channel, mine[mine.length - 1].ts);
  }
  async function submit() {
    const text = field.value.trim();
    if (!text && !files.length) return;
    const sent = files.splice(0);
    field.value = "";
    drawFiles();
    changed();
    completion.close();
    try {
      await dispatch(text, sent);
    } catch (error) {
      if (!field.value) field.value = text;
      changed();
      toast(error.message);
    }
  }
  function dispatch(text, sent) {
    if (!text.startsWith("/") || sent.length)
      return act("say", { channel, text, thread_ts: thread, broadcast: Boolean(also?.checked), files: sent });
    const command = text.split(/\s/, 1)[0];
    if (thread) return Promise.reject(new Error(`${command} can not be used in a thread.`));
    return act("command", { channel, command, text: text.slice(command.length).trim() });
  }
  function pasted(event) {
    if (event.clipboardData.files.length) {
      event.preventDefault();
      take(event.clipboardData.files);
    }
  }
  function dropped(event) {
    event.preventDefault();
    take(event.dataTransfer.files);
  }
  async function take(list) {
    for (const file of list) {
      if (file.size > TOO_LARGE) toast(`${file.name} is larger than 8 MB.`);
      else
        files.push({ name: file.name, mimetype: file.type || "application/octet-stream", content: await base64(file) });
    }
    drawFiles();
    changed();
    field.focus();
  }
  function drawFiles() {
    chips.replaceChildren(
      ...files.map((file, index) =>
        h(
          "span",
          { class: "chip" },
          icon("file", 14),
          file.name,
          iconButton("close", `Leave out ${file.name}`, () => {
            files.splice(index, 1);
            drawFiles();
            changed();
          }),
        ),
      ),
    );
  }
  return node;
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function insert(field, text, changed) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  changed();
}

function insertEmoji(anchor, field, changed) {
  const grid = h(
    "div",
    { class: "emoji-grid" },
    ...PICKER.map((name) =>
      h(
        "button",
        {
          type: "button",
          class: "emoji-choice",
          "aria-label": name,
          onclick: () => {
            popup.close(false);
            insert(field, `:${name}: `, changed);
          },
        },
        emojiOr(name),
      ),
    ),
  );
  const popup = openPopup(anchor, grid, { label: "Emoji" });
}

function openShortcuts(anchor) {
  const items = store.shortcuts
    .filter((each) => each.type === "global")
    .map((each) => ({ label: each.name, hint: store.bot.name, mark: icon("bolt", 16), id: each.callback_id }));
  openMenu(anchor, { items, label: "Shortcuts", onpick: (item) => ask("global_shortcut", { callback_id: item.id }) });
}
