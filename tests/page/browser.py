"""The actions of a person on the page, in the words of the tests."""

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from sandbox.server import Sandbox

FIELD = "#channel .composer-field"


class Browser:
    """One open page."""

    def __init__(self, driver: webdriver.Chrome, sandbox: Sandbox) -> None:
        self.driver = driver
        self.sandbox = sandbox

    def size(self, width: int, height: int) -> None:
        facts = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", facts)

    def open(self, user: str, channel: str) -> None:
        world = self.sandbox.workspace
        address = f"{self.sandbox.url}/?user={world.user_named(user).id}#{world.channel_named(channel).id}"
        self.driver.get("about:blank")
        self.driver.get(address)
        self.see(channel, within=".channel-name")

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def find(self, css: str, text: str = "") -> WebElement:
        """Wait for a visible element of this kind that holds the text, and return the last one."""
        return self._until(lambda: self._shown(css, text), f"no {css} with {text!r}")

    def see(self, text: str, within: str = "#channel .messages") -> None:
        self._until(lambda: any(text in element.text for element in self.all(within)), f"{text!r} is not in {within}")

    def not_see(self, text: str, within: str = "#channel .messages") -> None:
        self._until(
            lambda: not any(text in element.text for element in self.all(within)), f"{text!r} is still in {within}"
        )

    def click(self, css: str, text: str = "") -> None:
        self._until(lambda: self._clicked(self._shown(css, text)), f"no {css} with {text!r} to click")

    def type(self, text: str, css: str = FIELD) -> None:
        self.find(css).send_keys(text)

    def say(self, text: str, css: str = FIELD) -> None:
        self.type(text + Keys.ENTER, css)

    def press(self, *keys: str) -> None:
        self.driver.switch_to.active_element.send_keys(*keys)

    def script(self, javascript: str) -> object:
        result: object = self.driver.execute_script(f"return {javascript}")
        return result

    def _clicked(self, element: WebElement | None) -> bool:
        if element is None:
            return False
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()
        return True

    def _shown(self, css: str, text: str) -> WebElement | None:
        elements = [element for element in self.all(css) if element.is_displayed() and text in element.text]
        return elements[-1] if elements else None

    def _until(self, check: object, complaint: str) -> WebElement:
        wait = WebDriverWait(self.driver, 6, poll_frequency=0.05, ignored_exceptions=[Exception])
        return wait.until(lambda _: check(), complaint)
