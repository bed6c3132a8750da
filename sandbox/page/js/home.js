// The app's Home tab.

import { h, replace } from "./dom.js";
import { drawBlocks } from "./blocks.js";
import { viewContext } from "./context.js";
import { store } from "./store.js";

let host = null;

export function drawHome() {
  host = h("div", { class: "home", tabindex: "0", role: "tabpanel", "aria-label": "Home" });
  fill();
  return host;
}

export function refreshHome() {
  if (host?.isConnected) fill();
}

function fill() {
  if (store.home)
    replace(host, h("div", { class: "home-page" }, drawBlocks(store.home.blocks, viewContext(store.home))));
  else
    replace(
      host,
      h(
        "div",
        { class: "empty" },
        h("h2", {}, "This is the home of your app"),
        h("p", {}, "The app has not shown anything here yet."),
      ),
    );
}
