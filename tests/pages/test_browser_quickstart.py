"""The main job in a real browser: launch, reload in the middle, wait, click a cell, read what was forgotten."""

import re

import pytest
from PIL import Image

from engine import store
from engine.analysis.changes import FORGOTTEN, changes

WAIT = 90_000  # ms for a page to be drawn, on a busy machine
RUN = 2_400_000  # ms for the quickstart: a minute and a half on two free cores
CELL = """([row, column]) => {
    const chart = document.querySelector('.js-plotly-plot'), layout = chart._fullLayout;
    const {x, y} = chart.getBoundingClientRect(), [across, down] = [layout.xaxis, layout.yaxis];
    return [x + across._offset + across.l2p(column), y + down._offset + down.l2p(row)];
}"""


@pytest.mark.timeout(2700)
def test_from_the_launch_page_to_a_forgotten_sentence(serve, chromium, runs):
    address = serve()
    page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(WAIT)
    page.goto(address)
    page.get_by_text("What did it forget?").wait_for()
    page.get_by_role("link", name="Launch", exact=True).click()
    page.get_by_role("button", name="Launch", exact=True).click()
    page.wait_for_url(re.compile(r"/launch\?run=.*quickstart"))
    card = page.locator("[class*='st-key-card-']")
    card.get_by_text("running").first.wait_for(timeout=RUN)  # queued until the device is free

    page.reload()
    card.wait_for()
    card.get_by_text(re.compile("Stage [1-4] of 4")).first.wait_for(timeout=RUN)
    card.get_by_text("All 4 stages done").first.wait_for(timeout=RUN)
    (folder,) = store.list_runs(runs)  # the reload launched no second one
    assert store.read_progress(folder).state == "done"

    card.get_by_role("link", name="Matrix").click()
    take_a_slide(page)
    read_a_forgotten_sentence(page, folder)


def take_a_slide(page) -> None:
    """From the Matrix page, as `make demo` opens it: one click makes a picture of a slide's size."""
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG", exact=True).first.click()
    with Image.open(download.value.path()) as picture:
        assert (picture.format, picture.size) == ("PNG", (1920, 1080))


def read_a_forgotten_sentence(page, folder) -> None:
    """From the Matrix page: a click on mini-cola after the last stage leads to sentences forgotten by then."""
    page.locator(".js-plotly-plot .heatmaplayer").first.wait_for(state="attached")
    page.wait_for_function("document.querySelector('.js-plotly-plot')?._fullLayout?.xaxis?.l2p !== undefined")
    page.mouse.click(*page.evaluate(CELL, [4, 0]))  # rows: before training, then after stages 1 to 4
    page.wait_for_url(re.compile("task=mini-cola"))
    page.get_by_role("link", name="Examples").last.click()
    page.wait_for_url(re.compile("/examples.*change=forgotten"))
    page.locator(".le-badge.le-forgotten").first.wait_for()
    shown = page.locator(".le-text").first

    run = store.open_run(folder)
    answers = store.read_answers(run, "mini-cola")
    forgotten = answers.units.example[changes(answers, 1, 4) == FORGOTTEN]
    texts = {record.texts[0] for record in store.read_examples(run, "mini-cola", forgotten.tolist())}
    assert shown.inner_text() in texts
