"""Messages that together use every block and element the page draws."""

from typing import Any

Json = dict[str, Any]

MARKDOWN = """## What changed
- **Code freeze** moved a week
- `M-7` follows

| Milestone | Forecast |
|---|---|
| M-3 | 21 Mar |
| M-7 | 4 Apr |
"""


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrk(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str = "", description: str = "") -> Json:
    more = {"description": plain(description)} if description else {}
    return {"text": plain(text), "value": value or text.lower()} | more


def button(text: str, action: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action, "value": action} | more


def digest(user: str) -> list[Json]:
    """Build a small weekly digest: header, sections, fields, an overflow menu, buttons."""
    more = {"type": "overflow", "action_id": "more", "options": [option("Snooze a day"), option("Mute this risk")]}
    drop = {
        "title": plain("Drop the slip?"),
        "text": plain("M-3 goes back to 14 March."),
        "confirm": plain("Drop it"),
        "deny": plain("Keep it"),
        "style": "danger",
    }
    return [
        {"type": "header", "text": plain("Mobile platform · week 11")},
        {
            "type": "context",
            "elements": [
                mrk("10 to 16 March · 25 milestones · <!date^1741856400^as of {date_short} {time}|13 Mar 09:00 UTC>")
            ],
        },
        {
            "type": "section",
            "text": mrk(
                f"*Needs you*\n• *M-3 Code freeze* slips 5 days, <@{user}> decide by Friday\n• *M-7 Store* waits"
            ),
            "accessory": more,
        },
        {"type": "divider"},
        {
            "type": "section",
            "fields": [
                mrk("*Red*\n:red_circle: 2 milestones"),
                mrk("*Amber*\n:large_orange_circle: 3 milestones"),
                mrk("*Forecast*\n28 Mar → *4 Apr*"),
                mrk("*Critical path*\nM-3 → M-7 → M-9"),
            ],
        },
        {
            "type": "actions",
            "elements": [
                button("Accept the slip", "accept", style="primary"),
                button("Drop it", "drop", style="danger", confirm=drop),
                button("Open the plan", "plan", url="https://example.com/plan"),
            ],
        },
    ]


def rich(user: str, bot: str) -> list[Json]:
    """Build rich text with every inline element and kind of list."""

    def text(words: str, **style: bool) -> Json:
        return {"type": "text", "text": words} | ({"style": style} if style else {})

    def section(*elements: Json) -> Json:
        return {"type": "rich_text_section", "elements": list(elements)}

    def items(style: str, indent: int, *words: str) -> Json:
        return {
            "type": "rich_text_list",
            "style": style,
            "indent": indent,
            "elements": [section(text(each)) for each in words],
        }

    day = {"type": "date", "timestamp": 1742205600, "format": "{date_long} at {time}", "fallback": "17 March"}
    return [
        {
            "type": "rich_text",
            "elements": [
                section(
                    text("M-3 moved", bold=True),
                    text(" by "),
                    {"type": "user", "user_id": user},
                    text(", told to "),
                    {"type": "user", "user_id": bot},
                    text(" on "),
                    day,
                    text(". "),
                    {"type": "emoji", "name": "memo"},
                    text(" struck", strike=True),
                    text(" slanted", italic=True),
                    text("M-3.forecast", code=True),
                ),
                items("bullet", 0, "App store review: 28 Mar → 4 Apr", "Marketing launch: 4 Apr → 11 Apr"),
                items("bullet", 1, "press kit", "<b>not bold</b> & *not bold either*"),
                items("ordered", 0, "Tell the owners", "Tell the stakeholders"),
                {"type": "rich_text_quote", "elements": [text("The vendor is late again.")]},
                {"type": "rich_text_preformatted", "elements": [text("$ baton doctor\nall good")]},
                section({"type": "link", "url": "https://example.com/", "text": "The vendor's page"}),
            ],
        },
        {
            "type": "markdown",
            "text": MARKDOWN,
        },
    ]


def tables() -> list[Json]:
    rows = [
        ["Milestone", "Owner", "Baseline", "Forecast", "Slip"],
        ["M-3 Code freeze", "Ben Okafor", "14 Mar", "21 Mar", "+5 wd"],
        ["M-7 App store review", "Chi Nguyen", "28 Mar", "4 Apr", "+5 wd"],
        ["M-9 Launch", "Ana Silva", "4 Apr", "11 Apr", "+5 wd"],
    ]
    cells = [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]
    settings: list[Json] = [{"is_wrapped": True}, {}, {"align": "right"}, {"align": "right"}, {"align": "right"}]
    return [
        {"type": "section", "text": mrk("*What moves*")},
        {"type": "table", "rows": cells, "column_settings": settings},
    ]


def charts() -> list[Json]:
    """Build charts; a picture from another host is not fetched, and its description is shown."""
    away = {"type": "image", "image_url": "https://example.com/burnup.png", "alt_text": "Burn-up chart: 14 of 25 done"}
    thumb = {"type": "image", "image_url": "https://example.com/face.png", "alt_text": "A face"}
    return [away, {"type": "section", "text": mrk("A section with a picture beside it."), "accessory": thumb}]


def inputs() -> list[Json]:
    """Build every element that a message may hold."""
    choices = [option("On track"), option("At risk"), option("Off track")]
    return [
        {
            "type": "section",
            "text": mrk("*How does your project stand?*"),
            "accessory": {
                "type": "static_select",
                "action_id": "rag",
                "placeholder": plain("Choose a colour"),
                "options": choices,
            },
        },
        {
            "type": "actions",
            "elements": [
                {"type": "datepicker", "action_id": "day", "initial_date": "2025-03-21"},
                {"type": "timepicker", "action_id": "time", "initial_time": "09:30"},
                {"type": "users_select", "action_id": "owner", "placeholder": plain("Owner")},
                {"type": "channels_select", "action_id": "where", "placeholder": plain("Channel")},
            ],
        },
        {
            "type": "actions",
            "elements": [
                {
                    "type": "radio_buttons",
                    "action_id": "how",
                    "options": [option("Weekly", description="Monday at nine"), option("Daily")],
                },
                {
                    "type": "checkboxes",
                    "action_id": "what",
                    "options": [option("Blockers"), option("Risks")],
                    "initial_options": [option("Risks")],
                },
            ],
        },
    ]


def picture(file_id: str) -> list[Json]:
    return [
        {
            "type": "image",
            "slack_file": {"id": file_id},
            "alt_text": "Timeline: four projects, M-3 late",
            "title": plain("Timeline"),
        }
    ]


def saved() -> list[Json]:
    return [
        {"type": "section", "text": mrk(":memo: Saved: *M-3 Code freeze* slips to *Fri 21 Mar* (+5 working days).")},
        {"type": "actions", "elements": [button("Undo", "undo"), button("Details", "details")]},
    ]


def home() -> list[Json]:
    rows: list[Json] = []
    for name, state in (
        ("M-3 Code freeze", ":red_circle: 5 days late"),
        ("M-7 App store review", ":large_green_circle: on track"),
    ):
        rows += [
            {"type": "section", "text": mrk(f"*{name}*\n{state}"), "accessory": button("Open", f"open_{name[:3]}")},
            {"type": "divider"},
        ]
    return [
        {"type": "header", "text": plain("Your week")},
        {"type": "actions", "elements": [button("New milestone", "new", style="primary"), button("Digest", "digest")]},
        *rows,
    ]


def form() -> Json:
    """Build a modal with every input; it is refused until the name has at least three letters."""

    def field(block: str, label: str, element: Json, **more: Any) -> Json:
        return {
            "type": "input",
            "block_id": block,
            "label": plain(label),
            "element": {"action_id": "value"} | element,
        } | more

    choices = [option("App"), option("Backend"), option("Loyalty")]
    return {
        "type": "modal",
        "callback_id": "milestone",
        "title": plain("New milestone"),
        "submit": plain("Create"),
        "close": plain("Cancel"),
        "notify_on_close": True,
        "blocks": [
            {"type": "section", "text": mrk("A milestone is a promise with a *date*.")},
            field(
                "name",
                "Name",
                {"type": "plain_text_input", "placeholder": plain("Code freeze")},
                hint=plain("Short, as you would say it."),
            ),
            field(
                "project",
                "Project",
                {"type": "static_select", "options": choices, "placeholder": plain("Choose a project")},
            ),
            field("due", "Due", {"type": "datepicker", "initial_date": "2025-03-21"}),
            field("owners", "Owners", {"type": "multi_users_select", "placeholder": plain("Who")}, optional=True),
            field(
                "days",
                "Duration in working days",
                {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"},
                optional=True,
            ),
            field("why", "Notes", {"type": "plain_text_input", "multiline": True}, optional=True),
            field(
                "kind",
                "Kind",
                {
                    "type": "radio_buttons",
                    "options": [option("Gate"), option("Delivery")],
                    "initial_option": option("Gate"),
                },
            ),
            field(
                "tell",
                "Tell",
                {"type": "checkboxes", "options": [option("The owners"), option("The stakeholders")]},
                optional=True,
            ),
            field(
                "needs",
                "Depends on",
                {"type": "external_select", "min_query_length": 1, "placeholder": plain("Search milestones")},
                optional=True,
            ),
        ],
    }
