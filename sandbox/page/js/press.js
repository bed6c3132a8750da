// What happens when somebody uses an element: confirm, tell the app, say so when it did not answer.

import { stateOf } from "./fields.js";
import { confirmDialog, toast } from "./layers.js";
import { textObject } from "./texts.js";

// Sends a block action after its confirmation, if any; the element shows that it is being worked on.
export async function press(element, block, ctx, state, node) {
  if (element.confirm && !(await confirmDialog(element.confirm, textObject))) return false;
  node?.classList.add("busy");
  try {
    await ctx.press(block, element, state);
  } catch (error) {
    toast(error.message);
  } finally {
    node?.classList.remove("busy");
  }
  return true;
}

// Keeps a value, and tells the app where the element stands outside an input block or the block asks for it.
export function keep(element, block, ctx, value, node) {
  const state = stateOf(element, value);
  ctx.fill(block.block_id, element.action_id, state);
  if (block.type !== "input" || block.dispatch_action) press(element, block, ctx, state, node);
}
