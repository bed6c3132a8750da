"""The page in a real browser: everything a person does in the demo works with keyboard and mouse."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from sandbox.server import Sandbox
from tests.page.browser import FIELD, Browser
from tests.page.conftest import Stage

pytestmark = pytest.mark.browser


def test_typed_message_appears_with_format_and_mention(page: Browser) -> None:
    page.say("Hello @ben, *this* is `M-3` :memo:")
    page.see("Hello @Ben Okafor, this is M-3 📝")
    assert page.find(".message .content b", "this")
    assert page.find(FIELD).get_property("value") == ""


def test_another_person_sees_their_own_channels_and_new_messages(page: Browser, sandbox: Sandbox, stage: Stage) -> None:
    page.see("steering", within="#rail")
    page.click(".person")
    page.click(".menu-item", "Ben Okafor")
    page.see("marketing", within="#rail")
    page.not_see("steering", within="#rail")
    place = sandbox.workspace.channel_named("marketing")
    stage.run(sandbox.person("ben").invite(place, sandbox.workspace.user_named("ana").id))
    stage.run(sandbox.person("ana").say(place, "The press kit is ready, @ben"))
    page.see("1", within=".place-unread .count")
    page.click(".place", "marketing")
    page.see("The press kit is ready, @Ben Okafor")


def test_a_message_for_one_person_is_not_shown_to_another(page: Browser) -> None:
    page.see("Only visible to you")
    page.click(".quiet-link", "Dismiss")
    page.not_see("Only visible to you")
    page.open("ben", "mobile-platform")
    page.not_see("Only visible to you")


def test_form_shows_field_errors_and_then_submits(page: Browser) -> None:
    page.say("/program form")
    page.type("M", "[data-block=name] input")
    page.click("[data-block=project] .select")
    page.click(".menu-item", "Backend")
    page.click(".modal [type=submit]")
    page.see("A name has three letters or more.", within="[data-block=name] .error")
    page.see("Backend", within="[data-block=project] .select")
    page.type("-12 Go-live", "[data-block=name] input")
    page.press(Keys.ENTER)
    page.click(".place", "Baton")
    page.see("Created M-12 Go-live in backend.")
    assert page.all(".modal") == []


def test_form_menus_search_people_and_milestones(page: Browser) -> None:
    page.say("/program form")
    page.click("[data-block=owners] .select")
    page.click(".menu-item", "Chi Nguyen")
    page.press(Keys.ESCAPE)
    page.see("Chi Nguyen", within="[data-block=owners] .select")
    page.click("[data-block=needs] .select")
    page.type("launch", ".menu-search")
    page.click(".menu-item", "M-9 Launch")
    page.see("M-9 Launch", within="[data-block=needs] .select")
    page.press(Keys.ESCAPE)
    page.not_see("New milestone", within="#layers")


def test_a_button_changes_its_message(page: Browser) -> None:
    page.click(".button-primary", "Accept the slip")
    page.see("Accepted by @Ana Silva.")


def test_cancelled_confirmation_does_nothing(page: Browser) -> None:
    page.click(".button-danger", "Drop it")
    page.see("M-3 goes back to 14 March.", within=".dialog")
    page.click(".dialog .button", "Keep it")
    page.not_see("M-3 goes back", within="#layers")
    assert page.all(".toast") == []


def test_person_is_notified_when_the_app_does_not_answer(page: Browser, sandbox: Sandbox) -> None:
    sandbox.delivery.ack_timeout = 0.2
    page.click(".message-ephemeral .button", "Undo")
    page.see("Baton did not answer within three seconds", within=".toast")


def test_typed_markup_stays_text(page: Browser) -> None:
    page.say(
        "<img src=x onerror=\"document.title='broken'\"></script><b>x</b> <!channel> <@U000> &amp; javascript:alert(1)"
    )
    page.see(
        "<img src=x onerror=\"document.title='broken'\"></script><b>x</b> <!channel> <@U000> &amp; javascript:alert(1)"
    )
    assert page.script("document.title") != "broken"
    assert page.script("document.querySelectorAll('.messages img[src=x], .messages script').length") == 0
    assert not [mention for mention in page.all(".message .mention-me") if "channel" in mention.text]


def test_page_loads_from_this_machine_only(page: Browser) -> None:
    page.see("Burn-up chart")
    hosts = page.script(
        "[...new Set(performance.getEntriesByType('resource').map((each) => new URL(each.name).hostname))]"
    )
    assert hosts == ["127.0.0.1"]
    assert not [line for line in page.driver.get_log("browser") if line["level"] == "SEVERE"]


def test_narrow_screen_does_not_scroll_sideways(page: Browser) -> None:
    """The channel list slides in instead."""
    for width in (1000, 720, 380):
        page.size(width, 800)
        for box in ("document.documentElement", "document.querySelector('#channel .messages')"):
            assert page.script(f"{box}.scrollWidth") == page.script(f"{box}.clientWidth"), width
    page.click("#channel .only-narrow")
    page.click(".place", "app-team")
    page.see("app-team", within=".channel-name")
    page.say("Small screen, same bot")
    page.see("Small screen, same bot")


def test_arrow_up_edits_the_last_message(page: Browser) -> None:
    page.say("M-3 slpi")
    page.see("M-3 slpi")
    page.type(Keys.ARROW_UP)
    page.find(".editor textarea").send_keys(Keys.BACKSPACE * 4 + "slip" + Keys.ENTER)
    page.see("M-3 slip (edited)")


def test_a_thread_opens_beside_the_channel_and_takes_a_reply(page: Browser) -> None:
    page.click(".thread-link", "2 replies")
    page.see("I'll know more on Thursday", within="#thread .messages")
    page.say("Friday it is", "#thread .composer-field")
    page.see("Friday it is", within="#thread .messages")
    page.see("3 replies", within=".thread-link")
    page.not_see("Friday it is")
    page.press(Keys.ESCAPE)
    page.not_see("Friday it is", within="#thread .messages")


def test_a_reaction_is_added_and_taken_away(page: Browser) -> None:
    page.say("React to me")
    message = page.find(".message", "React to me")
    ActionChains(page.driver).move_to_element(message).perform()
    page.click(".toolbar [aria-label='Add a reaction']")
    page.click(".emoji-choice", "🎯")
    page.click(".reaction-mine", "🎯")
    page._until(
        lambda: not page.find(".message", "React to me").find_elements("css selector", ".reaction"),
        "the reaction stays",
    )


def test_typing_suggests_people_channels_and_verbs(page: Browser) -> None:
    page.type("ask @ch")
    page.see("Chi Nguyen", within=".completion")
    page.press(Keys.TAB)
    page.type("in #back")
    page.press(Keys.ENTER)
    assert page.find(FIELD).get_property("value") == "ask @chi in #backend-upgrade "
    page.press(Keys.CONTROL + "a", Keys.BACKSPACE)
    page.type("/program dig")
    page.see("/program digest preview | send | pause", within=".completion")
    page.press(Keys.TAB)
    assert page.find(FIELD).get_property("value") == "/program digest "
    page.type("preview" + Keys.ENTER)
    page.see("You typed digest preview.")


def test_arrow_keys_select_messages_and_t_opens_the_thread(page: Browser) -> None:
    page.script("document.querySelector('#channel .messages').focus()")
    page.press(Keys.ARROW_UP)
    assert page.driver.switch_to.active_element.text.startswith("Only visible to you")
    for _ in range(12):
        page.press(Keys.ARROW_UP)
    page.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    page.press("t")
    page.see("I'll know more on Thursday", within="#thread .messages")


def test_long_history_shows_its_end_and_more_on_request(page: Browser, sandbox: Sandbox, stage: Stage) -> None:
    ben = sandbox.person("ben")
    for number in range(200):
        stage.run(ben.say("mobile-platform", f"Line {number}"))
    page.see("Line 199")
    assert len(page.all("#channel .message")) == 200
    page.click(".earlier")
    page.see("Morning! The login redesign")
    assert page.all(".earlier") == []


def test_clock_jumps_to_monday_nine_in_the_persons_zone(page: Browser, sandbox: Sandbox) -> None:
    page.click(".topbar .clock-step", "Monday 09:00")
    page.see("Mon 17 Mar 2025", within="#clock-face")
    page.see("09:00", within="#clock-face")
    assert sandbox.clock.now().isoformat()[:16] == "2025-03-17T09:00"
    page.click(".topbar .clock-step", "+1 h")
    page.see("10:00", within="#clock-face")


def test_the_quick_switcher_jumps_by_a_few_letters(page: Browser) -> None:
    page.press(Keys.CONTROL + "k")
    page.type("back", ".dialog-switcher input")
    page.press(Keys.ENTER)
    page.see("backend-upgrade", within=".channel-name")


def test_home_is_shown_when_it_is_opened(page: Browser) -> None:
    page.open("ben", "mobile-platform")
    page.click(".place", "Baton")
    page.click(".tab", "Home")
    page.see("M-3 Code freeze", within=".home")


def test_a_message_shortcut_opens_the_apps_form(page: Browser) -> None:
    page.say("We have no staging data")
    message = page.find(".message", "We have no staging data")
    ActionChains(page.driver).move_to_element(message).perform()
    page.click(".toolbar [aria-label='More actions']")
    page.click(".menu-item", "Capture as a blocker")
    page.see("New milestone", within=".modal .dialog-title")
    page.press(Keys.ESCAPE)


def test_the_address_of_a_message_opens_it(page: Browser, sandbox: Sandbox) -> None:
    messages = sandbox.person("ana").visible_messages("mobile-platform")
    first = messages[0]
    page.driver.get(f"{sandbox.url}/archives/{first.channel}/p{first.ts.replace('.', '')}")
    assert page.find(".message-found", "Morning!")


def test_page_reports_a_lost_sandbox(page: Browser, sandbox: Sandbox, stage: Stage) -> None:
    stage.run(sandbox._runner.cleanup())
    page.see("Reconnecting…", within="#connection")
    page.say("Anybody there?")
    page.see("The sandbox is not reachable.", within=".toast")
    assert page.find(FIELD).get_property("value") == "Anybody there?"
