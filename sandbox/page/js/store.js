// What this person may see, as last told by the sandbox, and where on the page they are.

export const store = {
  connected: false,
  me: null,
  team: { name: "" },
  bot: {},
  users: new Map(),
  channels: new Map(),
  messages: new Map(),
  read: new Map(),
  commands: [],
  shortcuts: [],
  modals: [],
  home: null,
  clock: { now: Date.now(), heard: Date.now() },
  route: { channel: null, tab: "messages", thread: null, focus: null },
  drafts: new Map(),
  typed: new Map(),
  editing: null,
};

const listeners = new Map();

export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
}

export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

const changes = {
  snapshot(frame) {
    Object.assign(store, {
      me: frame.me,
      team: frame.team,
      bot: frame.bot,
      commands: frame.commands,
      shortcuts: frame.shortcuts,
    });
    Object.assign(store, { modals: frame.modals, home: frame.home });
    store.typed.clear();
    keepUsers(frame.users);
    keepChannels(frame.channels);
    store.read = new Map(Object.entries(frame.read));
    store.messages = new Map();
    keepMessages(frame.messages);
    keepClock(frame.clock);
    emit("snapshot");
  },
  message({ channel, message }) {
    if (!store.messages.has(channel)) store.messages.set(channel, new Map());
    store.messages.get(channel).set(message.ts, message);
    emit("messages", channel);
  },
  gone({ channel, ts }) {
    store.messages.get(channel)?.delete(ts);
    emit("messages", channel);
  },
  channels(frame) {
    keepChannels(frame.channels);
    keepMessages(frame.messages);
    emit("channels");
  },
  users(frame) {
    keepUsers(frame.users);
    emit("channels");
  },
  modals({ stack }) {
    store.modals = stack;
    emit("modals");
  },
  home({ view }) {
    store.home = view;
    emit("home");
  },
  clock(frame) {
    keepClock(frame.clock);
    emit("clock");
  },
};

export function receive(frame) {
  changes[frame.type]?.(frame);
}

function keepUsers(users) {
  store.users = new Map(users.map((user) => [user.id, user]));
}

function keepChannels(channels) {
  store.channels = new Map(channels.map((channel) => [channel.id, channel]));
}

function keepMessages(channels) {
  for (const [channel, messages] of Object.entries(channels))
    store.messages.set(channel, new Map(messages.map((message) => [message.ts, message])));
}

function keepClock(clock) {
  store.clock = { ...clock, heard: Date.now() };
}

export function now() {
  return new Date(store.clock.now + Date.now() - store.clock.heard);
}

export function me() {
  return store.users.get(store.me) ?? { id: store.me, name: "", real_name: "", tz: "UTC" };
}

export function messagesOf(channel) {
  return [...(store.messages.get(channel)?.values() ?? [])].sort(byTs);
}

function byTs(one, other) {
  return one.ts < other.ts ? -1 : one.ts > other.ts ? 1 : 0;
}

export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts && !message.broadcast;
}

// New messages of others in the channel itself; a mention or a direct message counts as one that asks for me.
export function unread(channel) {
  const since = store.read.get(channel.id) ?? "0";
  const fresh = messagesOf(channel.id).filter(
    (each) => each.ts > since && each.user !== store.me && !isReply(each) && !each.ephemeral,
  );
  const direct = channel.kind === "im" || channel.kind === "mpim";
  const asks = fresh.filter((each) => direct || JSON.stringify([each.text, each.blocks ?? ""]).includes(store.me));
  return { count: fresh.length, asks: asks.length };
}

export function channelName(channel) {
  if (!channel) return "";
  if (channel.kind === "im") return personName(channel.user);
  if (channel.kind === "mpim")
    return channel.members
      .filter((id) => id !== store.me)
      .map(personName)
      .join(", ");
  return channel.name;
}

export function personName(id) {
  const user = store.users.get(id);
  return user?.real_name || user?.name || id || "Someone";
}

export function go(route) {
  const moved = route.channel && route.channel !== store.route.channel;
  store.route = { ...store.route, focus: null, ...(moved ? { thread: null, tab: "messages" } : {}), ...route };
  const { channel, thread } = store.route;
  history.replaceState(null, "", `/?user=${store.me}#${channel}${thread ? `/${thread}` : ""}`);
  emit("route", { moved });
}
