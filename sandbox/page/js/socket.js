// One WebSocket to the sandbox: changes come in, actions go out and are answered by number.

import { receive, store, emit } from "./store.js";

let socket = null;
let user = null;
let delay = 250;
let count = 0;
const waiting = new Map();

export function connect(id) {
  user = id;
  socket?.close();
  open();
}

function open() {
  const query = user ? `?user=${encodeURIComponent(user)}` : "";
  const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ui/socket${query}`);
  socket = mine;
  mine.onopen = () => {
    delay = 250;
    setConnected(true);
  };
  mine.onmessage = (event) => hear(JSON.parse(event.data));
  mine.onclose = () => {
    if (socket !== mine) return;
    setConnected(false);
    failAll();
    setTimeout(() => socket === mine && open(), delay);
    delay = Math.min(delay * 2, 4000);
  };
}

function setConnected(connected) {
  store.connected = connected;
  emit("connection");
}

function failAll() {
  for (const { reject } of waiting.values()) reject(new Error("The sandbox is not reachable."));
  waiting.clear();
}

function hear(frame) {
  if (frame.type !== "answer") return receive(frame);
  const { resolve, reject } = waiting.get(frame.id) ?? {};
  waiting.delete(frame.id);
  if (frame.ok) resolve?.(frame.result ?? null);
  else reject?.(new Error(frame.error));
}

// Asks the sandbox to do something as the present person; rejects with the sentence to show.
export function act(action, fields = {}) {
  if (socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Error("The sandbox is not reachable."));
  const id = ++count;
  socket.send(JSON.stringify({ id, action, ...fields }));
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}
