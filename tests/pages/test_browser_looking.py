"""With a real browser: what can be seen of a pages only there. Clicks on charts, Back, arrow keys, links."""

import re

import pytest
from clicks import click_cell, settle
from playwright.sync_api import expect
from toy_run import EVIL, make_run

LONG = 60_000  # ms: a cold server on a busy machine


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(LONG)
    page.dialogs = []
    page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
    yield page
    context.close()


def test_a_click_on_a_cell_leads_to_the_sentences_that_were_forgotten_there(serve, runs, page):
    run = make_run(runs)
    page.goto(f"{serve()}/matrix?run={run}")
    # the very first request of a new server is a link: the page is drawn inside the frame all the same
    expect(page.get_by_role("link", name="Launch")).to_be_visible(timeout=LONG)
    panel = page.locator(".st-key-cell")
    expect(panel).to_contain_text("3 (after names)", timeout=LONG)
    expect(page.locator(".js-plotly-plot").nth(1)).to_be_visible(timeout=LONG)
    click_cell(page, 0, row=2, column=0, rows=4, columns=3)
    expect(panel).to_contain_text("2 (after same)", timeout=LONG)
    expect(panel).to_contain_text("1 forgotten and 0 learned of 8 sentences")
    assert page.url.endswith("&task=judge&first=1&second=2")

    click_cell(page, 1, row=2, column=1, rows=3, columns=3)  # transfer, stage 3, task same
    expect(panel).to_contain_text("Same", timeout=LONG)
    expect(page).to_have_url(re.compile("task=same&first=2&second=3$"), timeout=LONG)
    page.go_back()
    expect(panel).to_contain_text("Judge", timeout=LONG)
    expect(panel).to_contain_text("2 (after same)", timeout=LONG)
    settle(page)

    panel.get_by_role("link", name="Examples").click()
    expect(page).to_have_url(re.compile(r"/examples\?.*task=judge&first=1&second=2&change=forgotten"), timeout=LONG)
    card = page.locator("[class*=st-key-card_]")
    expect(card).to_have_count(1, timeout=LONG)
    expect(card).to_contain_text("A dogs bark.")
    expect(card).to_contain_text("x forgotten")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/matrix\?.*task=judge&first=1&second=2$"), timeout=LONG)


def test_the_arrow_keys_step_through_examples_and_every_one_has_a_link(serve, runs, page):
    run = make_run(runs, name=EVIL)
    address = serve()
    page.goto(f"{address}/examples?run={run}&task=judge&first=1&second=3")
    expect(page.locator("[class*=st-key-card_]")).to_have_count(8, timeout=LONG)
    page.locator(".st-key-card_6").get_by_role("link", name="Open").click()
    expect(page).to_have_url(re.compile("example=6"), timeout=LONG)
    expect(page.get_by_text("example 7 of 8")).to_be_visible(timeout=LONG)
    settle(page)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("example=7"), timeout=LONG)
    expect(page.get_by_text(f"We saw {EVIL} there.")).to_be_visible(timeout=LONG)
    settle(page)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("They sing.")).to_be_visible(timeout=LONG)

    page.goto(f"{address}/examples?run={run}&task=names&first=2&second=3&example=1")  # as somebody else would open it
    word = page.locator(".le-word", has_text="along")
    expect(word.locator(".le-p")).to_have_text("O → B-PER", timeout=LONG)
    expect(word.locator("sup")).to_have_text("x")
    assert page.dialogs == []


def test_a_figure_alone_fills_the_screen_and_the_keys_lead_on(serve, runs, page):
    page.set_viewport_size({"width": 1280, "height": 720})
    run = make_run(runs)
    page.goto(f"{serve()}/matrix?run={run}")
    link = page.get_by_role("link", name="Meeting").nth(1)  # of the transfer matrix
    expect(link).to_be_visible(timeout=LONG)
    link.click()
    picture = page.locator(".st-key-meeting img")
    expect(picture).to_have_attribute("alt", re.compile("^Transfer matrix"), timeout=LONG)
    settle(page)
    assert page.url.endswith("&meeting=transfer")  # which can be sent to somebody
    assert picture.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 720}
    expect(page.locator(".js-plotly-plot")).to_have_count(0)
    for key, title in (
        ("ArrowRight", "Score of each task"),
        ("ArrowRight", "Judge: what happened"),
        ("ArrowLeft", "Score"),
    ):
        page.keyboard.press(key)
        expect(picture).to_have_attribute("alt", re.compile(f"^{title}"), timeout=LONG)
        settle(page)
    page.keyboard.press("Escape")
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=LONG)
    assert "meeting" not in page.url and "/matrix?" in page.url
