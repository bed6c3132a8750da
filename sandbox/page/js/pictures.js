// Drawn avatars, pictures and files. Nothing is fetched from another host: a foreign picture is a link with its description.

import { h, icon } from "./dom.js";
import { store } from "./store.js";
import { openDialog } from "./layers.js";

const GOLDEN_ANGLE = 137.5;

export function avatar(id, size = 36) {
  const user = store.users.get(id);
  const name = user?.real_name || user?.name || "?";
  if (user?.is_bot)
    return h(
      "span",
      { class: "avatar avatar-bot", style: { "--size": `${size}px` }, "aria-hidden": "true" },
      user.id === store.bot.user_id ? baton() : initials(name),
    );
  const hue = (200 + [...store.users.keys()].indexOf(id) * GOLDEN_ANGLE) % 360;
  return h(
    "span",
    { class: "avatar", style: { "--size": `${size}px`, "--hue": hue }, "aria-hidden": "true" },
    initials(name),
  );
}

// What stands before the name of a place: a sign for its kind, or the other person's face.
export function placeMark(channel, size = 18) {
  if (channel.kind === "im") return avatar(channel.user, size + 2);
  return icon({ public: "hash", private: "lock", mpim: "people" }[channel.kind], size);
}

function baton() {
  return h("img", { src: "/page/icon.svg", alt: "" });
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words[words.length - 1][0] : "")).toUpperCase();
}

function sameHost(url) {
  return new URL(url, location.href).host === location.host;
}

function fileIdOf(url) {
  return /-(F[A-Z0-9]+)\//.exec(url)?.[1];
}

function address(picture) {
  const id = picture.slack_file?.id ?? (picture.slack_file?.url ? fileIdOf(picture.slack_file.url) : null);
  if (id) return fileUrl(id);
  return picture.image_url && sameHost(picture.image_url) ? picture.image_url : null;
}

function fileUrl(id) {
  return `/ui/files/${id}?user=${store.me}`;
}

export function imageBox(picture, kind = "picture") {
  const url = address(picture);
  if (!url)
    return h(
      "span",
      { class: `${kind} picture-away` },
      icon("file"),
      h("span", {}, picture.alt_text || "Picture"),
      kind === "picture" && h("small", {}, picture.image_url ?? ""),
    );
  const image = h("img", { class: kind, src: url, alt: picture.alt_text ?? "", loading: "lazy" });
  if (kind === "thumb") return image;
  return h(
    "button",
    {
      type: "button",
      class: "picture-button",
      "aria-label": `Enlarge: ${picture.alt_text ?? "picture"}`,
      onclick: () => enlarge(url, picture.alt_text),
    },
    image,
  );
}

function enlarge(url, alt) {
  const close = () => layer.close();
  const layer = openDialog(
    h(
      "button",
      { type: "button", class: "picture-large", "aria-label": "Close the picture", onclick: close },
      h("img", { src: url, alt: alt ?? "" }),
    ),
    { label: alt || "Picture", kind: "dialog-picture" },
  );
}

export function fileCard(file) {
  if (file.mimetype.startsWith("image/"))
    return h(
      "figure",
      { class: "file-picture" },
      h("figcaption", {}, file.title),
      imageBox({ slack_file: { id: file.id }, alt_text: file.alt || file.title }),
    );
  return h(
    "a",
    { class: "file", href: `${fileUrl(file.id)}&download=1`, download: file.name },
    icon("file", 24),
    h(
      "span",
      {},
      h("b", {}, file.title),
      h("small", {}, `${file.mimetype.split("/").pop().toUpperCase()} · ${bytes(file.size)}`),
    ),
  );
}

function bytes(size) {
  if (size < 1000) return `${size} B`;
  return size < 1e6 ? `${Math.round(size / 1000)} kB` : `${(size / 1e6).toFixed(1)} MB`;
}
