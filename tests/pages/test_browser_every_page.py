"""With a real browser, on every page that the frame has: its view is a link, and all can read and work it."""

from pathlib import Path

import axe_playwright_python
import pytest
from clicks import settle
from playwright.sync_api import Page, expect
from serving import served
from toy_run import make_run

from engine import store
from pages.parts.about_page import question
from pages.parts.frame import HOME, PAGES

LONG = 60_000  # ms: a cold server on a busy machine
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]  # contrast >= 4.5, labels, names, roles, ...
# What cannot be used at the moment may be pale (WCAG 2.1, 1.4.3); Streamlit says so of labels in its own way.
RUN = "only => axe.run({exclude: [['label[disabled]']]}, {runOnly: only})"


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory):
    """The folder of runs, with one in it, and the address of a dashboard that shows them."""
    runs = tmp_path_factory.mktemp("every page") / "runs"
    make_run(runs)
    with served(runs) as address:
        yield runs, address


@pytest.fixture
def visit(chromium):
    """`visit("dark")`: somebody's browser, with nothing of anybody else's in it."""
    contexts = []

    def open_(theme: str = "light", **options) -> Page:
        contexts.append(chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme=theme, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(LONG)
        return page

    yield open_
    for context in contexts:
        context.close()


def go(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".lethe-question").wait_for()
    settle(page)


def change(page: Page, name: str) -> None:
    """Look at something else than the page does by itself, as a user would."""
    if name == HOME:
        page.get_by_role("textbox", name="Search").fill("toy")
        page.keyboard.press("Enter")
    elif name == "compare":
        page.get_by_role("radio", name="Same").click()
    elif page.locator(".st-key-bar_task").count():
        page.locator(".st-key-bar_task input").click()
        page.get_by_role("option", name="Same").click()
    settle(page)


def shown(page: Page) -> str:
    return " ".join(page.locator("[data-testid=stMain]").inner_text().replace("copied", "").split())


def alike(one: Page, other: Page) -> bool:
    """Do both say the same, by the time that all is drawn?"""
    for _ in range(100):
        if shown(one) == shown(other):
            return True
        one.wait_for_timeout(200)
    return False


def wrong(page: Page, rules: list[str]) -> list[str]:
    """What axe-core finds, a line per rule and element."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(RUN, rules)
    assert found["passes"]  # it did look
    return [
        f"{rule['id']}: {node['html'][:120]}: {(node['any'] or node['all'] or node['none'])[0]['message'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """What a phone would have to scroll sideways for, page and all."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    return [f"{width} px"] * (width > 390)


@pytest.mark.timeout(900)
def test_a_link_copied_from_any_view_opens_it_in_a_fresh_browser_light_or_dark(dashboard, visit):
    runs, address = dashboard
    (run,) = [folder.name for folder in store.list_runs(runs)]
    mine, theirs, problems = visit(permissions=["clipboard-read", "clipboard-write"]), visit("dark"), {}
    for name in PAGES:
        go(mine, f"{address}/{'' if name == HOME else name}?run={run}")
        expect(mine.locator("h1")).to_have_text(question(name))
        change(mine, name)
        mine.get_by_role("button", name="Copy link").click()
        expect(mine.get_by_text("copied", exact=True)).to_be_visible()
        link = mine.evaluate("navigator.clipboard.readText()")
        go(theirs, link)  # a session of its own: nothing of it was looked at there before
        assert alike(mine, theirs), f"{link}: {shown(mine)} ≠ {shown(theirs)}"
        problems |= {(name, "light"): wrong(mine, ["color-contrast"]), (name, "dark"): wrong(theirs, WCAG),
                     (name, "on a phone"): too_wide(theirs)}  # fmt: skip
    assert {where: found for where, found in problems.items() if found} == {}


def test_without_a_clipboard_the_address_is_shown_and_a_link_to_what_is_gone_leads_back(dashboard, visit):
    (runs, address), page = dashboard, visit()
    run = make_run(runs)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")  # as on http elsewhere
    go(page, f"{address}/labels?run={run}&task=judge")
    page.get_by_role("button", name="Copy link").click()
    shown_there = page.get_by_label("Address of this view")
    expect(shown_there).to_be_visible()
    assert shown_there.input_value() == page.url
    assert page.url.endswith(f"/labels?run={run}&task=judge&first=1&second=3")

    store.delete(runs / run)
    go(page, page.url)
    expect(page.get_by_text("Ignored run")).to_be_visible()
    page.get_by_role("link", name="All runs").click()
    expect(page.locator("h1")).to_have_text(question(HOME))


def test_the_tour_leads_through_a_run_and_can_be_left_and_taken_again(dashboard, visit):
    (runs, address), page = dashboard, visit()
    (run,) = [folder.name for folder in store.list_runs(runs)]
    go(page, address)
    page.get_by_role("button", name="Take the tour").click()
    tour = page.locator(".st-key-tour")
    for number, name in enumerate(("runs", "matrix", "matrix", "labels", "examples", "matrix"), 1):
        expect(tour).to_contain_text(f"{number} of 6")
        expect(page.locator("h1")).to_have_text(question(name))
        settle(page)
        if number < 6:
            tour.get_by_role("button", name="Next").click()
    assert f"run={run}" in page.url
    page.get_by_role("link", name="Launch", exact=True).click()
    expect(tour).to_contain_text("The tour waits")
    tour.get_by_role("button", name="Leave the tour").click()
    expect(tour).to_have_count(0)
    page.locator(".st-key-head").get_by_role("button", name="Help").click()
    page.get_by_role("button", name="Take the tour").click()
    expect(tour).to_contain_text("1 of 6")
