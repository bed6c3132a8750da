// Where messages are typed: Enter sends, Shift+Enter breaks the line, arrow up edits the last one.

import { Attachments } from "./attachments.js";
import { Completion } from "./completion.js";
import { h, icon, iconButton } from "./dom.js";
import { emojiGrid } from "./emojigrid.js";
import { openPopup, toast } from "./layers.js";
import { openMenu } from "./menu.js";
import { ask, startEditing } from "./message.js";
import { act } from "./socket.js";
import { messagesOf, store } from "./store.js";

const HIGHEST = 240;

export function composer(channel, options) {
  return new Composer(channel, options).node;
}

class Composer {
  constructor(channel, { thread = null, placeholder }) {
    Object.assign(this, { channel, thread, key: `${channel}/${thread ?? ""}` });
    this.attachments = new Attachments(() => this.changed());
    this.field = h("textarea", {
      class: "composer-field",
      rows: 1,
      placeholder,
      "aria-label": placeholder,
      value: store.drafts.get(this.key) ?? "",
      oninput: () => this.changed(),
      onkeydown: (event) => this.pressed(event),
      onpaste: (event) => this.received(event, event.clipboardData),
    });
    this.also = thread && h("input", { type: "checkbox" });
    this.send = iconButton("send", "Send", () => this.submit(), { class: "icon-button send" });
    this.node = h(
      "form",
      {
        class: "composer",
        onsubmit: (event) => event.preventDefault(),
        ondragover: (event) => event.preventDefault(),
        ondrop: (event) => this.received(event, event.dataTransfer),
      },
      this.field,
      this.attachments.node,
      this.also && h("label", { class: "also" }, this.also, "Also send to the channel"),
      this.foot(),
    );
    this.completion = new Completion(this.field, this.node, () => this.changed());
    this.changed();
  }

  foot() {
    const smile = iconButton("smile", "Emoji", () => this.chooseEmoji(smile));
    const bolt = iconButton("bolt", "Shortcuts", () => openShortcuts(bolt));
    return h(
      "div",
      { class: "composer-foot" },
      this.attachments.picker,
      iconButton("clip", "Attach a file", () => this.attachments.picker.click()),
      smile,
      iconButton("at", "Mention somebody", () => this.insert("@")),
      store.shortcuts.some((each) => each.type === "global") && bolt,
      h("span", { class: "hint" }, h("b", {}, "Enter"), " sends · ", h("b", {}, "Shift+Enter"), " new line"),
      this.send,
    );
  }

  changed() {
    const { field } = this;
    store.drafts.set(this.key, field.value);
    requestAnimationFrame(() => {
      field.style.height = "auto";
      field.style.height = `${Math.min(field.scrollHeight, HIGHEST)}px`;
    });
    this.send.classList.toggle("send-ready", Boolean(field.value.trim() || this.attachments.files.length));
  }

  pressed(event) {
    if (event.isComposing || this.completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
    if (event.key === "ArrowUp" && this.field.value === "") this.editLast(event);
  }

  editLast(event) {
    const mine = (each) =>
      each.user === store.me && !each.subtype && (each.thread_ts ?? null) === this.thread && !each.tombstone;
    const last = messagesOf(this.channel).filter(mine).pop();
    if (!last) return;
    event.preventDefault();
    startEditing(this.channel, last.ts);
  }

  async submit() {
    const text = this.field.value.trim();
    if (!text && !this.attachments.files.length) return;
    const files = this.attachments.takeAll();
    this.put("");
    this.completion.close();
    try {
      await this.dispatch(text, files);
    } catch (error) {
      if (!this.field.value) this.put(text);
      toast(error.message);
    }
  }

  dispatch(text, files) {
    const { channel, thread } = this;
    if (!text.startsWith("/") || files.length)
      return act("say", { channel, text, thread_ts: thread, broadcast: Boolean(this.also?.checked), files });
    const command = text.split(/\s/, 1)[0];
    if (thread) return Promise.reject(new Error(`${command} can not be used in a thread.`));
    return act("command", { channel, command, text: text.slice(command.length).trim() });
  }

  received(event, transfer) {
    if (!transfer.files.length) return;
    event.preventDefault();
    this.attachments.take(transfer.files);
    this.field.focus();
  }

  put(text) {
    this.field.value = text;
    this.changed();
  }

  insert(text) {
    this.field.setRangeText(text, this.field.selectionStart, this.field.selectionEnd, "end");
    this.field.focus();
    this.field.dispatchEvent(new Event("input"));
  }

  chooseEmoji(anchor) {
    const popup = openPopup(
      anchor,
      emojiGrid((name) => {
        popup.close(false);
        this.insert(`:${name}: `);
      }),
      { label: "Emoji" },
    );
  }
}

function openShortcuts(anchor) {
  const global = store.shortcuts.filter((each) => each.type === "global");
  const items = global.map((each) => ({
    label: each.name,
    hint: store.bot.name,
    mark: icon("bolt", 16),
    id: each.callback_id,
  }));
  openMenu(anchor, { items, label: "Shortcuts", onpick: (item) => ask("global_shortcut", { callback_id: item.id }) });
}
