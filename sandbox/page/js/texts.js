// Slack's text objects.

import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

export function textObject(text) {
  if (!text) return document.createTextNode("");
  if (text.type === "mrkdwn") return mrkdwn(text.text, { verbatim: text.verbatim });
  return document.createTextNode(text.emoji === false ? text.text : withEmoji(text.text));
}
