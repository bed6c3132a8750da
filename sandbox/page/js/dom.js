// The only way this page makes elements: text always becomes a text node, never markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  hash: "M6 3 4.5 17M13.500 3 12 17M3 7h14M2.500 13h14",
  lock: "M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9",
  people:
    "M7 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM1.500 17c0-3 2.500-5 5.500-5s5.500 2 5.500 5M13 3.500a3 3 0 0 1 0 5.500M15 12.500c2 .5 3.500 2.200 3.500 4.500",
  smile: "M10 17.500a7.500 7.500 0 1 0 0-15 7.500 7.500 0 0 0 0 15ZM7 8v.5M13 8v.5M6.500 11.500c1.500 3 5.500 3 7 0",
  reply: "M3 4h14v9H9l-4 4v-4H3z",
  more: "M10 4.500v.01M10 10v.01M10 15.500v.01",
  close: "m5 5 10 10M15 5 5 15",
  back: "m12 4-6 6 6 6",
  menu: "M3 5h14M3 10h14M3 15h14",
  send: "m3 3 14 7-14 7 2.500-7zM5.500 10H11",
  clip: "m15.500 9-6 6a3.500 3.500 0 0 1-5-5l6.500-6.500a2.400 2.400 0 0 1 3.400 3.400L8 13.200a1.100 1.100 0 0 1-1.600-1.600L12 6",
  at: "M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0v1c0 3 4.500 2.500 4.500-1A7.500 7.500 0 1 0 14 16.300",
  clock: "M10 17.500a7.500 7.500 0 1 0 0-15 7.500 7.500 0 0 0 0 15ZM10 5.500V10l3 2",
  search: "M8.500 14a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11Zm4-1.500L17 17",
  sun: "M10 13.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM10 1.500v2M10 16.500v2M1.500 10h2M16.500 10h2M4 4l1.400 1.400M14.600 14.600 16 16M16 4l-1.400 1.400M5.400 14.600 4 16",
  eye: "M1.500 10S4.500 4.500 10 4.500 18.500 10 18.500 10 15.500 15.500 10 15.500 1.500 10 1.500 10ZM10 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
  down: "m5 8 5 5 5-5",
  bolt: "M11 2 4 11.500h5L8.500 18 16 8h-5z",
  pencil: "m3 17 1-4L13.500 3.500l3 3L7 16z",
  bin: "M4 6h12M8 6V3.500h4V6M5.500 6l.8 11h7.400l.8-11",
  link: "M8.500 11.500a3 3 0 0 0 4.300 0l3-3a3 3 0 0 0-4.300-4.300l-1 1M11.500 8.500a3 3 0 0 0-4.300 0l-3 3a3 3 0 0 0 4.300 4.300l1-1",
  file: "M5 2.500h7l3.500 3.500v11.500H5zM12 2.500V6h3.500",
  warn: "M10 3 2 17h16zM10 8v4.500M10 14.800v.01",
};

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) assign(element, name, value);
  append(element, children);
  return element;
}

function assign(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name === "style") for (const [key, each] of Object.entries(value)) element.style.setProperty(key, each);
  else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden") element[name] = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

export function icon(name, size = 18) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 20 20",
    width: size,
    height: size,
    class: "icon",
    "aria-hidden": "true",
  }))
    svg.setAttribute(key, value);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function shape(tag, props, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(props)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export function iconButton(name, label, onclick, props = {}) {
  return h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...props },
    icon(name),
  );
}

export function replace(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

// Keeps the elements whose signature is unchanged, so that focus, open menus and typed text survive a change elsewhere.
export function reconcile(parent, rows) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const wanted = rows.map((row) => {
    const known = old.get(row.key);
    if (known && known.signature === row.signature) return known;
    const fresh = row.build();
    fresh.dataset.key = row.key;
    fresh.signature = row.signature;
    return fresh;
  });
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}

// Up and down arrows move the focus inside a list of focusable things.
export function arrowKeys(container, selector) {
  container.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.matches("input, textarea, select")) return;
    const items = [...container.querySelectorAll(selector)];
    const index = items.indexOf(document.activeElement);
    if (!items.length || (index < 0 && event.target !== container)) return;
    items[index < 0 ? items.length - 1 : Math.min(items.length - 1, Math.max(0, index + step))].focus();
    event.preventDefault();
  });
}
