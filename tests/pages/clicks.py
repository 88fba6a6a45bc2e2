"""Clicks on what a page draws, once it stands still: a chart that is drawn anew takes none."""

from playwright.sync_api import Locator, Page


def settle(page: Page) -> None:
    """Wait until the server has nothing more to say, and what it said is drawn."""
    page.wait_for_timeout(400)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")  # parts of the page that still load
    page.wait_for_timeout(300)


def place(locator: Locator) -> dict[str, float]:
    """Where it stands on the screen, once it has not moved for a while: what comes above it moves it."""
    locator.scroll_into_view_if_needed()
    before = None
    while before != (box := locator.bounding_box()):
        before = box
        locator.page.wait_for_timeout(400)
    return box


def click_cell(page: Page, chart: int, row: int, column: int, rows: int, columns: int) -> None:
    """On a cell of the n-th chart, which is a heatmap."""
    settle(page)
    box = place(page.locator(".js-plotly-plot").nth(chart).locator(".nsewdrag").first)
    x, y = (column + 0.5) / columns, (row + 0.5) / rows
    page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
