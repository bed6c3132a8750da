// Where blocks stand: a message or a view. It keeps what was typed there and sends what is pressed there.

import { act } from "./socket.js";
import { initial, valuesOf } from "./fields.js";
import { store } from "./store.js";

export function messageContext(channel, message) {
  return context(`${channel}:${message.ts}`, { channel, ts: message.ts }, message.blocks ?? []);
}

export function viewContext(view, more = {}) {
  return { ...context(view.id, { view: view.id }, view.blocks), ...more };
}

function context(key, place, blocks) {
  if (!store.typed.has(key)) store.typed.set(key, {});
  const typed = store.typed.get(key);
  return {
    key,
    value: (block, element) => typed[block.block_id]?.[element.action_id] ?? initial(element),
    fill: (block, action, state) => {
      (typed[block] ??= {})[action] = state;
    },
    values: () => valuesOf(blocks, typed),
    press: (block, element, state) =>
      act("click", {
        ...place,
        block_id: block.block_id,
        action_id: element.action_id,
        chosen: state,
        values: valuesOf(blocks, typed),
      }),
    options: (block, element, query) =>
      act("options", { ...place, block_id: block.block_id, action_id: element.action_id, query }),
  };
}
