"""An editor's path in a real browser: open, paste, read, switch, compare, print; and what a screen reader meets."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from evaluation.running import Running
from tests.conftest import EXAMPLE

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WIDTHS = {"phone": 390, "tablet": 820, "desk": 1400}
NO_COLOR = "rgba(0, 0, 0, 0)"
HOSTILE = (
    """<script>document.title = "taken"</script><img src=x onerror="document.title = 'taken'"> 😀 said

قال وزير الخارجية إن الوضع خطير. The minister, محمد العلي, told reporters that Norway “must stop” the attack 🚧.

"""
    + "Ada Holm criticised Norway, and police said 12 people were hurt. " * 300
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. A machine without one skips with a warning; CI never does."""
    if CHROMIUM is None:
        message = "no Chromium: the reader page is NOT tested (apt-get install chromium)"
        assert not os.environ.get("CI"), message  # noqa: TID251 - a setting of the tests, not of the service
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A service of its own."""
    with Running({"WORKERS": "1", "REDIS_URL": ""}) as service:
        yield f"http://127.0.0.1:{service.port}"


@pytest.fixture(params=WIDTHS, ids=str)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of each width that fails the test when something on it fails."""
    yield from opened(browser, WIDTHS[request.param])


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A page on a desk."""
    yield from opened(browser, WIDTHS["desk"])


def opened(browser: Browser, width: int) -> Iterator[Page]:
    """A page; what it cannot load or run is an error."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page, trouble = context.new_page(), []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert trouble == []


def paste(page: Page, address: str, text: str) -> None:
    """Open the page and read a text."""
    page.goto(address)
    page.get_by_label("Article: its text").fill(text)
    page.get_by_role("button", name="Read it").click()


def background(page: Page) -> str:
    """The color behind the first quotation."""
    color: str = page.locator("mark.quote.direct").first.evaluate("e => getComputedStyle(e).backgroundColor")
    return color


def serious(page: Page) -> list[str]:
    """What axe-core finds that keeps somebody out."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found if v["impact"] in ("serious", "critical")]


def test_the_path_of_an_editor(desk: Page, address: str, tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    paste(desk, address, text)
    expect(desk.get_by_role("heading", name="Figures that disagree")).to_be_visible()
    assert "sha256:" in desk.url

    quote, speaker = desk.locator("mark.quote.direct").nth(1), desk.locator(".text .entity", has_text="Mirela Dosk")
    quote.focus()
    expect(speaker.first).to_have_class("entity PERSON name lit")

    assert background(desk) != NO_COLOR
    desk.get_by_label("quotes").uncheck()
    assert background(desk) == NO_COLOR
    expect(desk.get_by_role("heading", name="Who said what")).to_be_hidden()
    desk.get_by_label("quotes").check()

    desk.get_by_label("Find in what was found").fill("Leyla Aydin")
    assert desk.locator(".cards li:visible").count() == 1
    desk.get_by_label("Find in what was found").fill("")

    printed = desk.pdf(path=tmp_path / "page.pdf")
    assert printed.startswith(b"%PDF")
    desk.emulate_media(media="print")
    expect(desk.get_by_role("button", name="Print")).to_be_hidden()
    expect(desk.get_by_text("Nobody on that boat").first).to_be_visible()
    desk.emulate_media(media="screen")

    desk.get_by_role("main").get_by_role("link", name="Compare").click()
    desk.get_by_label("Second article").fill(text.replace("At least 57 people", "At least 61 people"))
    desk.get_by_role("button", name="Compare").click()
    expect(desk.get_by_role("heading", name="Versions of one article")).to_be_visible()
    row = desk.get_by_role("row", name="changed people")
    expect(row).to_contain_text("at least 57")
    expect(row).to_contain_text("at least 61")


def test_a_file_that_is_dropped_is_read(desk: Page, address: str) -> None:
    desk.goto(address)
    dropped = desk.evaluate_handle(
        """() => { const data = new DataTransfer();
        data.items.add(new File(["Mayor Ada Holm praised the police."], "story.txt", {type: "text/plain"}));
        return data; }"""
    )
    desk.dispatch_event("form[data-drop]", "drop", {"dataTransfer": dropped})
    desk.get_by_role("button", name="Read it").click()
    expect(desk.locator("article")).to_contain_text("Mayor Ada Holm")


def test_the_json_and_the_permalink_are_one_click_away(desk: Page, address: str) -> None:
    paste(desk, address, EXAMPLE.read_text("utf-8"))
    with desk.context.expect_page() as opened_page:
        desk.get_by_role("link", name="JSON").click(modifiers=["Control"])
    assert '"schema_version"' in opened_page.value.content()
    before = desk.url
    desk.get_by_role("link", name="Permalink").click()
    assert desk.url == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    assert serious(page) == []
    paste(page, address, EXAMPLE.read_text("utf-8"))
    assert serious(page) == []
    page.goto(f"{address}/compare")
    assert serious(page) == []
    page.get_by_label("First article").fill("Police said 12 people were hurt. “It is safe,” Ada Holm said.")
    page.get_by_label("Second article").fill("Police said 15 people were hurt. “It is safe now,” Ada Holm said.")
    page.get_by_role("button", name="Compare").click()
    assert serious(page) == []


def test_hostile_and_long_text_stays_text_and_fits(page: Page, address: str) -> None:
    paste(page, address, HOSTILE)
    assert page.title() != "taken"
    expect(page.locator("article")).to_contain_text('<script>document.title = "taken"</script>')
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    arabic = page.locator("article p", has_text="قال وزير")
    assert arabic.evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_reading_needs_no_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Read the sample").click()
    expect(page.get_by_role("heading", name="Who said what")).to_be_visible()
    page.get_by_label("entities").uncheck()
    expect(page.get_by_role("heading", name="Who and what is in it")).to_be_hidden()
    context.close()
