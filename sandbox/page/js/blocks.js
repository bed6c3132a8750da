// Block Kit as DOM nodes. ctx is where the blocks stand (a message or a view); see context.js.

import { h } from "./dom.js";
import { drawElement } from "./elements.js";
import { markdown } from "./markdown.js";
import { imageBox } from "./pictures.js";
import { richText } from "./richtext.js";
import { chart, dataTable, table } from "./tables.js";
import { textObject } from "./texts.js";

const kinds = {
  header: (block) => h("div", { class: "header", role: "heading", "aria-level": "3" }, textObject(block.text)),
  divider: () => h("hr", { class: "divider" }),
  rich_text: richText,
  markdown: (block) => markdown(block.text),
  section,
  context,
  actions,
  image,
  input,
  table,
  card,
  carousel,
  container,
  alert,
  context_actions: actions,
  data_table: dataTable,
  data_visualization: chart,
  video: (block) => h("div", { class: "unknown" }, textObject(block.title)),
};

export function drawBlocks(blocks, ctx) {
  return h("div", { class: "blocks" }, ...blocks.map((block) => drawBlock(block, ctx)));
}

function drawBlock(block, ctx) {
  const node = kinds[block.type]?.(block, ctx) ?? h("div", { class: "unknown" }, `[${block.type}]`);
  node.classList.add("block", `block-${block.type}`);
  return node;
}

function section(block, ctx) {
  const texts = h(
    "div",
    { class: "section-text" },
    block.text && h("div", { class: "text" }, textObject(block.text)),
    block.fields &&
      h("div", { class: "fields" }, ...block.fields.map((field) => h("div", { class: "text" }, textObject(field)))),
  );
  return h(
    "div",
    { class: "section" },
    texts,
    block.accessory && h("div", { class: "accessory" }, drawElement(block.accessory, block, ctx)),
  );
}

function context(block) {
  return h(
    "div",
    { class: "context" },
    ...block.elements.map((element) =>
      element.type === "image" ? imageBox(element, "context-image") : h("span", { class: "text" }, textObject(element)),
    ),
  );
}

function actions(block, ctx) {
  return h("div", { class: "actions" }, ...block.elements.map((element) => drawElement(element, block, ctx)));
}

function image(block) {
  return h("figure", { class: "image" }, block.title && h("figcaption", {}, textObject(block.title)), imageBox(block));
}

let counter = 0;

function input(block, ctx) {
  const id = `input-${(counter += 1)}`;
  const node = drawElement(block.element, block, ctx);
  const error = ctx.errors?.[block.block_id];
  const single = node.matches("input, textarea, button");
  if (single) node.id = id;
  node.setAttribute("aria-describedby", `${id}-note`);
  if (error) node.setAttribute("aria-invalid", "true");
  if (!single || node.matches("button")) node.setAttribute("aria-labelledby", `${id}-label`);
  return h(
    "div",
    { class: `input ${error ? "input-wrong" : ""}`, data: { block: block.block_id } },
    h(
      "label",
      { class: "label", id: `${id}-label`, ...(single ? { for: id } : {}) },
      textObject(block.label),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    node,
    h(
      "div",
      { class: "note", id: `${id}-note` },
      error ? h("span", { class: "error", role: "alert" }, error) : block.hint && textObject(block.hint),
    ),
  );
}

function alert(block) {
  return h("div", { class: `alert alert-${block.level ?? "default"}`, role: "note" }, textObject(block.text));
}

function card(block, ctx) {
  const line = (text, kind) => text && h("div", { class: kind }, textObject(text));
  return h(
    "div",
    { class: "card" },
    block.hero_image && imageBox(block.hero_image),
    line(block.title, "card-title"),
    line(block.subtitle, "card-subtitle"),
    line(block.body, "text"),
    block.actions &&
      h("div", { class: "actions" }, ...block.actions.map((element) => drawElement(element, block, ctx))),
  );
}

function carousel(block, ctx) {
  return h(
    "div",
    { class: "carousel", tabindex: "0", role: "group", "aria-label": "Cards" },
    ...block.elements.map((each) => drawBlock(each, ctx)),
  );
}

function container(block, ctx) {
  const inside = drawBlocks(block.child_blocks ?? block.blocks ?? block.elements ?? [], ctx);
  if (!block.title) return h("div", { class: "container" }, inside);
  return h(
    "details",
    { class: "container", ...((block.default_collapsed ?? block.is_collapsed) ? {} : { open: true }) },
    h("summary", {}, textObject(block.title)),
    inside,
  );
}

// Long messages are cut with a way to see the rest.
export function clamp(node, limit = 900) {
  requestAnimationFrame(() => {
    if (node.scrollHeight <= limit * 1.2 || !node.isConnected) return;
    node.classList.add("clamped");
    const more = h(
      "button",
      {
        type: "button",
        class: "show-more",
        onclick: () => {
          node.classList.remove("clamped");
          more.remove();
        },
      },
      "Show more",
    );
    node.after(more);
  });
  return node;
}
