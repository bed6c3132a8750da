// Interactive elements of blocks: buttons, overflow menus, text inputs, pickers, radio buttons, checkboxes.

import { base64 } from "./attachments.js";
import { h, icon } from "./dom.js";
import { toast } from "./layers.js";
import { act } from "./socket.js";
import { openMenu } from "./menu.js";
import { held, stateOf } from "./fields.js";
import { keep, press } from "./press.js";
import { fromWall, toWall } from "./time.js";
import { imageBox } from "./pictures.js";
import { select } from "./selects.js";
import { textObject } from "./texts.js";

const kinds = {
  button,
  overflow,
  datepicker,
  timepicker,
  datetimepicker,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  rich_text_input: richInput,
  file_input: fileInput,
  radio_buttons: choices,
  checkboxes: choices,
  image: (element) => imageBox(element, "thumb"),
  workflow_button: button,
};

export function drawElement(element, block, ctx) {
  const draw = kinds[element.type] ?? (element.type.endsWith("_select") ? select : null);
  return draw ? draw(element, block, ctx) : h("span", { class: "unknown" }, `[${element.type}]`);
}

function button(element, block, ctx) {
  const style = element.style ? `button-${element.style}` : "";
  const click = () => press(element, block, ctx, { type: "button", value: element.value }, node);
  const props = { class: `button ${style}`, "aria-label": element.accessibility_label, onclick: click };
  const node = element.url
    ? h("a", { ...props, href: element.url, target: "_blank", rel: "noopener noreferrer" }, textObject(element.text))
    : h("button", { type: "button", ...props }, textObject(element.text));
  return node;
}

function overflow(element, block, ctx) {
  const items = element.options.map((option) => ({
    label: textObject(option.text).textContent,
    hint: option.description?.text,
    option,
  }));
  const pick = ({ option }) => {
    if (option.url) window.open(option.url, "_blank", "noopener");
    press(element, block, ctx, { type: "overflow", selected_option: option }, node);
  };
  const node = h(
    "button",
    {
      type: "button",
      class: "button button-overflow",
      "aria-label": "More actions",
      "aria-haspopup": "listbox",
      onclick: () => openMenu(node, { items, label: "More actions", align: "end", onpick: pick }),
    },
    icon("more"),
  );
  return node;
}

const TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text", plain_text_input: "text" };

function textInput(element, block, ctx) {
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const dispatches = block.dispatch_action || block.type !== "input";
  const save = () =>
    ctx.fill(block.block_id, element.action_id, stateOf(element, node.value === "" ? null : node.value));
  const send = () => dispatches && press(element, block, ctx, { type: element.type, value: node.value });
  let timer = 0;
  const typed = () => {
    save();
    clearTimeout(timer);
    if (on.includes("on_character_entered")) timer = setTimeout(send, 350);
  };
  const entered = (event) => {
    if (event.key !== "Enter" || (element.multiline && !event.metaKey && !event.ctrlKey)) return;
    event.preventDefault();
    if (dispatches && on.includes("on_enter_pressed")) send();
    else ctx.enter?.();
  };
  const node = h(element.multiline ? "textarea" : "input", {
    class: "field",
    type: element.multiline ? null : TYPES[element.type],
    rows: element.multiline ? 4 : null,
    inputmode: element.type === "number_input" ? "decimal" : null,
    placeholder: element.placeholder?.text,
    maxlength: element.max_length,
    data: element.focus_on_load ? { first: "" } : {},
    value: held(ctx.value(block, element)) ?? "",
    oninput: typed,
    onkeydown: entered,
  });
  return node;
}

function richInput(element, block, ctx) {
  const wrap = (text) => ({
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
  });
  const start =
    held(ctx.value(block, element))
      ?.elements?.flatMap((part) => part.elements.map((each) => each.text ?? ""))
      .join("") ?? "";
  const node = h("textarea", {
    class: "field",
    rows: 4,
    placeholder: element.placeholder?.text,
    value: start,
    oninput: () => ctx.fill(block.block_id, element.action_id, stateOf(element, node.value ? wrap(node.value) : null)),
  });
  return node;
}

function fileInput(element, block, ctx) {
  const upload = async () => {
    const given = await Promise.all(
      [...node.files].map(async (file) => act("upload", { file: { name: file.name, content: await base64(file) } })),
    );
    ctx.fill(block.block_id, element.action_id, stateOf(element, given.map((one) => one.file)));
  };
  const node = h("input", {
    class: "field",
    type: "file",
    multiple: (element.max_files ?? 10) > 1,
    accept: (element.filetypes ?? []).map((kind) => `.${kind}`).join(","),
    onchange: () => upload().catch((failure) => toast(failure.message)),
  });
  return node;
}

function picker(type, element, block, ctx, read, write) {
  const node = h("input", {
    class: "field field-short",
    type,
    value: read(held(ctx.value(block, element))),
    "aria-label": element.placeholder?.text,
    onchange: () => keep(element, block, ctx, node.value === "" ? null : write(node.value), node),
  });
  return node;
}

function datepicker(element, block, ctx) {
  return picker(
    "date",
    element,
    block,
    ctx,
    (value) => value ?? "",
    (value) => value,
  );
}

function timepicker(element, block, ctx) {
  return picker(
    "time",
    element,
    block,
    ctx,
    (value) => value ?? "",
    (value) => value,
  );
}

function datetimepicker(element, block, ctx) {
  const read = (seconds) => (seconds ? toWall(new Date(seconds * 1000)) : "");
  return picker("datetime-local", element, block, ctx, read, (wall) => fromWall(wall).getTime() / 1000);
}

function choices(element, block, ctx) {
  const many = element.type === "checkboxes";
  const chosen = () => [held(ctx.value(block, element)) ?? []].flat();
  const name = `${ctx.key}-${block.block_id}-${element.action_id}`;
  const change = (option, checked) => {
    const rest = chosen().filter((each) => each.value !== option.value);
    const kept = many
      ? element.options.filter((each) =>
          each.value === option.value ? checked : rest.some((other) => other.value === each.value),
        )
      : option;
    keep(element, block, ctx, kept, node);
  };
  const node = h(
    "div",
    { class: "choices", role: many ? "group" : "radiogroup" },
    ...element.options.map((option) =>
      h(
        "label",
        { class: "choice" },
        h("input", {
          type: many ? "checkbox" : "radio",
          name,
          checked: chosen().some((each) => each.value === option.value),
          onchange: (event) => change(option, event.target.checked),
        }),
        h("span", {}, textObject(option.text), option.description && h("small", {}, textObject(option.description))),
      ),
    ),
  );
  return node;
}
