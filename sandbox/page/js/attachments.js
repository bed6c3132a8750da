// Files that wait beside the composer until the message is sent.

import { h, icon, iconButton } from "./dom.js";
import { toast } from "./layers.js";

const TOO_LARGE = 8_000_000;

export class Attachments {
  constructor(changed) {
    this.files = [];
    this.changed = changed;
    this.node = h("div", { class: "composer-files" });
    this.picker = h("input", { type: "file", multiple: true, hidden: true, onchange: () => this.picked() });
  }

  picked() {
    this.take(this.picker.files);
    this.picker.value = "";
  }

  async take(list) {
    for (const file of list) {
      if (file.size > TOO_LARGE) toast(`${file.name} is larger than 8 MB.`);
      else this.files.push({ name: file.name, content: await base64(file) });
    }
    this.draw();
  }

  // Hands the files over and forgets them.
  takeAll() {
    const all = this.files.splice(0);
    this.draw();
    return all;
  }

  draw() {
    const leaveOut = (index) => {
      this.files.splice(index, 1);
      this.draw();
    };
    const chip = (file, index) =>
      h(
        "span",
        { class: "chip" },
        icon("file", 14),
        file.name,
        iconButton("close", `Leave out ${file.name}`, () => leaveOut(index)),
      );
    this.node.replaceChildren(...this.files.map(chip));
    this.changed();
  }
}

export function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
