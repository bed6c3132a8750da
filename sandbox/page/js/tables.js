// Tables of both kinds and simple charts.

import { h, replace, shape } from "./dom.js";
import { richText } from "./richtext.js";
import { textObject } from "./texts.js";

export function table(block) {
  const settings = block.column_settings ?? [];
  const rows = block.rows.map((row, index) =>
    h(
      "tr",
      {},
      ...row.map((cell, column) =>
        h(
          index === 0 ? "th" : "td",
          {
            class: `align-${settings[column]?.align ?? "left"} ${settings[column]?.is_wrapped ? "wrapped" : ""}`,
            ...(index === 0 ? { scope: "col" } : {}),
          },
          cellNode(cell),
        ),
      ),
    ),
  );
  return box(h("table", { class: "table" }, h("thead", {}, rows[0]), h("tbody", {}, ...rows.slice(1))));
}

function box(inside) {
  return h("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": "Table" }, inside);
}

function cellNode(cell) {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "object") return String(cell);
  if (cell.type === "rich_text") return richText(cell);
  if (cell.type === "raw_number" || cell.type === "number") return String(cell.text ?? cell.value ?? "");
  return cell.type === "mrkdwn" || cell.type === "plain_text"
    ? textObject(cell)
    : String(cell.text ?? cell.value ?? "");
}

// A data table shows page_size rows at a time and sorts by the column that is clicked.
export function dataTable(block) {
  return new DataTable(block).node;
}

class DataTable {
  constructor({ rows: [head, ...body], page_size: size = 5, caption }) {
    Object.assign(this, { head, body, size, caption, page: 0, sorted: null, node: h("div", { class: "data-table" }) });
    this.draw();
  }

  draw() {
    const rows = this.sorted ? [...this.body].sort((one, other) => this.compare(one, other)) : this.body;
    const shown = rows.slice(this.page * this.size, (this.page + 1) * this.size);
    const line = (row) => h("tr", {}, ...row.map((cell) => h("td", {}, cellNode(cell))));
    const head = h("thead", {}, h("tr", {}, ...this.head.map((cell, column) => this.title(cell, column))));
    const caption =
      this.caption &&
      h("div", { class: "caption" }, typeof this.caption === "string" ? this.caption : textObject(this.caption));
    replace(
      this.node,
      caption,
      box(h("table", { class: "table" }, head, h("tbody", {}, ...shown.map(line)))),
      this.pages(),
    );
  }

  compare(one, other) {
    const { column, way } = this.sorted;
    return textOf(one[column]).localeCompare(textOf(other[column]), "en", { numeric: true }) * way;
  }

  title(cell, column) {
    const here = this.sorted?.column === column;
    const sort = () => {
      this.sorted = { column, way: here ? -this.sorted.way : 1 };
      this.draw();
    };
    const order = here ? (this.sorted.way > 0 ? "ascending" : "descending") : "none";
    return h(
      "th",
      { scope: "col", "aria-sort": order },
      h("button", { type: "button", onclick: sort }, cellNode(cell)),
    );
  }

  pages() {
    const last = Math.ceil(this.body.length / this.size) - 1;
    if (last < 1) return null;
    const turn = (by) => () => {
      this.page += by;
      this.draw();
    };
    const button = (label, by, disabled) =>
      h("button", { type: "button", class: "button button-small", disabled, onclick: turn(by) }, label);
    return h(
      "div",
      { class: "pages" },
      button("Previous", -1, this.page === 0),
      `${this.page + 1} of ${last + 1}`,
      button("Next", 1, this.page === last),
    );
  }
}

function textOf(cell) {
  const box = document.createElement("span");
  box.append(cellNode(cell));
  return box.textContent;
}

const COLOURS = [
  "var(--chart-1)",
  "var(--chart-2)",
  "var(--chart-3)",
  "var(--chart-4)",
  "var(--chart-5)",
  "var(--chart-6)",
];

// Charts are drawn plainly: the figures stand beside them, so nothing is told by colour alone.
export function chart(block) {
  const shown = block.chart ?? block;
  const title = block.title ?? shown.title ?? "Chart";
  const kind = shown.type === "pie" ? "pie" : "rows";
  const series = seriesOf(shown);
  const node = h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, typeof title === "string" ? title : textObject(title)),
  );
  if (kind === "pie") node.append(pie(series[0]?.points ?? []), legend(series[0]?.points ?? []));
  else
    for (const each of series)
      node.append(bars(each, Math.max(1, ...series.flatMap((one) => one.points.map((point) => point.value)))));
  return node;
}

function seriesOf(shown) {
  if (shown.segments)
    return [{ name: "", points: shown.segments.map((each) => ({ label: each.label, value: Number(each.value) })) }];
  return (shown.series ?? []).map((each) => ({
    name: each.name ?? "",
    points: (each.data ?? each.points ?? []).map((point, index) => ({
      label: String(
        point.label ?? point.x ?? shown.axis_config?.categories?.[index] ?? shown.labels?.[index] ?? index + 1,
      ),
      value: Number(point.value ?? point.y ?? point),
    })),
  }));
}

function bars({ name, points }, top) {
  return h(
    "div",
    { class: "bars" },
    name && h("b", {}, name),
    ...points.map((point) =>
      h(
        "div",
        { class: "bar-row" },
        h("span", {}, point.label),
        h("span", { class: "bar" }, h("i", { style: { width: `${Math.max(0, (100 * point.value) / top)}%` } })),
        h("span", { class: "bar-value" }, String(point.value)),
      ),
    ),
  );
}

function pie(points) {
  const total = points.reduce((sum, point) => sum + point.value, 0) || 1;
  const round = 2 * Math.PI * 25;
  let before = 0;
  const rings = points.map((point, index) => {
    const length = (round * point.value) / total;
    const ring = shape("circle", {
      r: 25,
      cx: 50,
      cy: 50,
      fill: "none",
      "stroke-width": 50,
      "stroke-dasharray": `${length} ${round}`,
      "stroke-dashoffset": -before,
    });
    ring.style.stroke = COLOURS[index % COLOURS.length];
    before += length;
    return ring;
  });
  return shape(
    "svg",
    {
      viewBox: "0 0 100 100",
      class: "pie",
      role: "img",
      "aria-label": points.map((point) => `${point.label}: ${point.value}`).join(", "),
    },
    ...rings,
  );
}

function legend(points) {
  return h(
    "ul",
    { class: "legend" },
    ...points.map((point, index) =>
      h(
        "li",
        {},
        h("i", { style: { background: COLOURS[index % COLOURS.length] } }),
        `${point.label} · ${point.value}`,
      ),
    ),
  );
}
