// A compact map of the emoji codes that people type most; unknown codes stay as they were typed.

const CODES = `
grinning 😀 smiley 😃 smile 😄 grin 😁 laughing 😆 sweat_smile 😅 joy 😂 rofl 🤣 slightly_smiling_face 🙂 upside_down_face 🙃 wink 😉 blush 😊
heart_eyes 😍 thinking_face 🤔 neutral_face 😐 expressionless 😑 smirk 😏 unamused 😒 roll_eyes 🙄 grimacing 😬 relieved 😌 pensive 😔 sleeping 😴 mask 😷
face_with_thermometer 🤒 sunglasses 😎 confused 😕 worried 😟 slightly_frowning_face 🙁 open_mouth 😮 astonished 😲 flushed 😳 cry 😢 sob 😭 scream 😱
tired_face 😫 angry 😠 rage 😡 exploding_head 🤯 partying_face 🥳 innocent 😇 shushing_face 🤫 saluting_face 🫡 skull 💀 robot_face 🤖 ghost 👻
wave 👋 raised_hand ✋ ok_hand 👌 v ✌️ crossed_fingers 🤞 point_left 👈 point_right 👉 point_up ☝️ point_down 👇 +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎
fist ✊ clap 👏 raised_hands 🙌 open_hands 👐 handshake 🤝 pray 🙏 muscle 💪 eyes 👀 brain 🧠 bust_in_silhouette 👤 busts_in_silhouette 👥
heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 broken_heart 💔 100 💯 boom 💥 sparkles ✨ star ⭐ star2 🌟 zap ⚡ fire 🔥
sunny ☀️ cloud ☁️ umbrella ☔ snowflake ❄️ rainbow 🌈 palm_tree 🌴 seedling 🌱 four_leaf_clover 🍀 maple_leaf 🍁
coffee ☕ tea 🍵 beer 🍺 pizza 🍕 cake 🍰 birthday 🎂 apple 🍎
airplane ✈️ rocket 🚀 car 🚗 bus 🚌 train 🚋 ship 🚢 anchor ⚓ construction 🚧 house 🏠 office 🏢 school 🏫 hospital 🏥
watch ⌚ alarm_clock ⏰ stopwatch ⏱️ hourglass ⌛ hourglass_flowing_sand ⏳ calendar 📆 date 📅 spiral_calendar_pad 🗓️
memo 📝 pencil 📝 pencil2 ✏️ notebook 📓 books 📚 book 📖 bookmark 🔖 clipboard 📋 pushpin 📌 round_pushpin 📍 paperclip 📎 scissors ✂️ triangular_ruler 📐
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 page_facing_up 📄 file_folder 📁 open_file_folder 📂 card_index 📇 package 📦 inbox_tray 📥
outbox_tray 📤 email 📧 envelope ✉️ incoming_envelope 📨 mailbox 📫 speech_balloon 💬 thought_balloon 💭 loudspeaker 📢 mega 📣 bell 🔔 no_bell 🔕 telephone ☎️
computer 💻 desktop_computer 🖥️ keyboard ⌨️ bulb 💡 mag 🔍 lock 🔒 unlock 🔓 key 🔑 hammer 🔨 wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ link 🔗 chains ⛓️ shield 🛡️
scales ⚖️ balance_scale ⚖️ game_die 🎲 dart 🎯 twisted_rightwards_arrows 🔀 repeat 🔁 arrows_counterclockwise 🔄 fast_forward ⏩ rewind ⏪ trophy 🏆 medal 🏅 tada 🎉
confetti_ball 🎊 balloon 🎈 gift 🎁 moneybag 💰 dollar 💵 credit_card 💳 money_with_wings 💸 gem 💎 bug 🐛 turtle 🐢 snail 🐌 unicorn_face 🦄 dog 🐶 cat 🐱
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ heavy_plus_sign ➕ heavy_minus_sign ➖ question ❓ exclamation ❗
bangbang ‼️ warning ⚠️ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 stop_sign 🛑 sos 🆘 information_source ℹ️ triangular_flag_on_post 🚩 checkered_flag 🏁
white_flag 🏳️ waving_black_flag 🏴 rotating_light 🚨 vertical_traffic_light 🚦 traffic_light 🚥 red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡
large_green_circle 🟢 large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_red_square 🟥 large_orange_square 🟧 large_yellow_square 🟨
large_green_square 🟩 large_blue_square 🟦 white_large_square ⬜ black_large_square ⬛ large_orange_diamond 🔶 large_blue_diamond 🔷 small_red_triangle 🔺
small_red_triangle_down 🔻 arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_upper_right ↗️ arrow_lower_right ↘️ leftwards_arrow_with_hook ↩️
arrow_right_hook ↪️ arrow_forward ▶️ double_vertical_bar ⏸️ black_square_for_stop ⏹️ small_blue_diamond 🔹 small_orange_diamond 🔸 zzz 💤 infinity ♾️ recycle ♻️
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 new 🆕 ok 🆗 up 🆙
`;

const words = CODES.trim().split(/\s+/);
const BY_NAME = new Map();
for (let index = 0; index < words.length; index += 2) BY_NAME.set(words[index], words[index + 1]);

export const PICKER = [
  "memo",
  "triangular_flag_on_post",
  "octagonal_sign",
  "link",
  "scales",
  "game_die",
  "twisted_rightwards_arrows",
  "dart",
  "+1",
  "white_check_mark",
  "eyes",
  "tada",
  "heart",
  "joy",
  "thinking_face",
  "warning",
  "rocket",
  "x",
];

export function emoji(name) {
  return BY_NAME.get(name.replace(/::skin-tone-\d$/, ""));
}

export function emojiOr(name) {
  return emoji(name) ?? `:${name}:`;
}

export function emojiNames(prefix) {
  return [...BY_NAME.keys()]
    .filter((name) => name.includes(prefix))
    .sort((a, b) => a.indexOf(prefix) - b.indexOf(prefix) || a.length - b.length);
}

// "Done :tada:" in plain_text objects with emoji on.
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+(?:::skin-tone-\d)?):/g, (whole, name) => emoji(name) ?? whole);
}
