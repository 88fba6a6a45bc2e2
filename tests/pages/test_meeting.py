"""Every figure can be taken along: files under it, and an address of its own where it stands alone."""

from pathlib import Path

import pytest
import streamlit as st
from page_text import html, text
from streamlit.testing.v1 import AppTest
from toy_run import make_run

from engine import store
from pages.parts import frame, meeting, tour

ROOT = Path(__file__).parents[2]

FIGURES = {"matrix": 3, "labels": 2, "slices": 1, "lifelines": 2}  # page -> figures of the toy run's first task


@pytest.mark.parametrize("page", FIGURES)
def test_under_every_figure_there_are_its_files_and_the_meeting_view(open_page, runs, page):
    run = make_run(runs)
    app = open_page(page, run=run)
    charts = app.get("plotly_chart")
    assert len(charts) == FIGURES[page]
    labels = [b.proto.label for b in app.get("download_button")]
    assert labels.count("PNG") == 2 * len(charts)  # one for a slide, at once; one of any size
    for label in ("SVG", "PDF", "LaTeX"):
        assert labels.count(label) == len(charts)
    links = [link.proto for link in app.get("page_link") if link.proto.label == "Meeting"]
    assert len(links) == len(charts)
    assert all(f"run={run}" in link.query_string and "meeting=" in link.query_string for link in links)


@pytest.fixture
def alone(runs, monkeypatch):
    """`alone("labels", run=id)`: the app with that page as the one it begins with, since AppTest draws any other
    without the frame around it."""

    def open_(page, **query):
        monkeypatch.setattr(
            frame, "_navigation", lambda: st.navigation([
                st.Page(frame.FOLDER / f"{name}.py", title=title, icon=icon, default=name == page)
                for name, (title, icon) in frame.PAGES.items()
            ])
        )  # fmt: skip
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception, app.exception[0].message
        return app

    return open_


def test_a_figure_stands_alone_with_what_it_shows(alone, runs):
    app = alone("matrix", run=make_run(runs), meeting="transfer")
    (picture,) = app.get("image")
    assert not app.get("plotly_chart")
    said = picture.proto.imgs[0].alt
    assert said.startswith("Transfer matrix: change since the task's own stage. Run Toy")
    assert "Judge: not enough evidence of any change: MCC .500 → .000" in said
    keys = {b.label: b.proto for b in app.button}
    assert {"Previous", "Next", "Close"} <= set(keys)
    assert not keys["Previous"].disabled and not keys["Next"].disabled


@pytest.mark.parametrize(
    ("page", "last"),
    [("labels", "Judge: where the forgotten went"), ("slices", "Judge: what kind of example was forgotten?"),
     ("lifelines", "Judge: data map over the snapshots"), ("compare", "judge → same → names.")],
)  # fmt: skip
def test_every_page_with_figures_has_it(alone, runs, page, last):
    app = alone(page, run=make_run(runs), meeting=meeting.LAST)
    assert app.get("image")[0].proto.imgs[0].alt.startswith(last)


@pytest.mark.parametrize("page", ["matrix", "recovery"])  # the toy run kept no weights: nothing was refitted
def test_a_figure_that_is_not_there_is_said(alone, runs, page):
    app = alone(page, run=make_run(runs), meeting="<b>nonsense")
    assert "There is no figure" in text(app) + html(app)
    assert not app.get("image") and "Close" in [b.label for b in app.button]


def test_of_a_run_that_is_gone_the_meeting_view_says_so_over_the_figure_of_another(alone, runs):
    run = make_run(runs)
    app = alone("matrix", run="20260101-000000-gone-00000000", meeting="transfer")
    over = app.container(key="meeting_over")
    (warning,) = over.warning
    assert "Ignored run '20260101-000000-gone-00000000' in the link" in warning.value.replace("\\", "")
    assert f"({run})" in app.get("image")[0].proto.imgs[0].alt
    assert [link.proto.label for link in over.get("page_link")] == ["All runs"]


def test_of_a_figure_that_is_gone_there_is_a_way_back_to_its_page(alone, runs):
    run = make_run(runs)
    app = alone("labels", run=run, meeting="nonsense")
    (link,) = app.container(key="meeting").get("page_link")
    assert link.proto.label == "The page with all its figures"
    assert f"run={run}" in link.proto.query_string and "meeting" not in link.proto.query_string


def test_where_no_run_is_left_a_link_to_one_says_that_it_is_gone(alone, open_page):
    over = alone("matrix", run="gone-1", meeting="transfer").container(key="meeting_over")
    for info in (over.info[0], open_page("matrix", run="gone-1").info[0]):
        assert "Run 'gone-1' in the link is gone" in info.value.replace("\\", "")
    assert "gone" not in text(open_page("matrix"))


def test_the_keys_and_the_tour_pass_by_no_page_of_a_run():
    questions = [name for name in frame.PAGES if name not in ("runs", "launch", "examples", "compare", "report")]
    assert list(meeting.WALK) == questions
    said = " ".join(step.words + step.page for step in tour.STEPS)
    assert [name for name in questions if name not in said and frame.PAGES[name][0] not in said] == []


def test_the_list_of_examples_is_exported_as_it_is_filtered(open_page, runs):
    run = make_run(runs)
    app = open_page("examples", run=run, change="forgotten", text="dog")
    labels = [b.proto.label for b in app.get("download_button")]
    assert labels == ["JSONL", "CSV"]
    assert store.open_run(runs / run).tasks and "<b>2 of 8 sentences</b>" in html(app)
