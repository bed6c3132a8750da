// What each input element keeps, in the words of Slack's view.state.values.

const FIELDS = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  rich_text_input: ["rich_text_value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  channels_select: ["selected_channel", "initial_channel"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  file_input: ["files", "", []],
  checkboxes: ["selected_options", "initial_options", []],
  multi_static_select: ["selected_options", "initial_options", []],
  multi_external_select: ["selected_options", "initial_options", []],
  multi_users_select: ["selected_users", "initial_users", []],
  multi_channels_select: ["selected_channels", "initial_channels", []],
  multi_conversations_select: ["selected_conversations", "initial_conversations", []],
};

function keepsValue(element) {
  return element.type in FIELDS;
}

export function initial(element) {
  const [field, start, none = null] = FIELDS[element.type];
  return { type: element.type, [field]: element[start] ?? none };
}

export function held(state) {
  return state[FIELDS[state.type][0]];
}

export function stateOf(element, value) {
  return { type: element.type, [FIELDS[element.type][0]]: value };
}

function elementsOf(block) {
  if (block.type === "input") return [block.element];
  if (block.type === "section" && block.accessory) return [block.accessory];
  return block.type === "actions" ? block.elements : [];
}

// All values of a view or message: what was typed, else what it began with.
export function valuesOf(blocks, typed) {
  const values = {};
  for (const block of blocks)
    for (const element of elementsOf(block).filter(keepsValue))
      (values[block.block_id] ??= {})[element.action_id] =
        typed[block.block_id]?.[element.action_id] ?? initial(element);
  return values;
}
