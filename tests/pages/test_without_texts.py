"""A run that was shared without its texts: every page shows its answers, and says that the words were left out."""

import io

import pytest
from page_text import html, text
from toy_run import make_run

from engine import store
from pages.parts.frame import PAGES


@pytest.fixture
def bare(runs) -> str:
    run = make_run(runs)
    target = io.BytesIO()
    store.pack(runs / run, target, texts=False)
    store.delete(runs / run)
    return store.unpack(target, "x.zip", runs).name


@pytest.mark.parametrize("task", ["judge", "names"])
@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("runs", "launch", "compare")])
def test_every_page_says_so(open_page, bare, page, task):
    app = open_page(page, run=bare, task=task)
    assert "The examples' words are not in this run" in text(app)
    assert "sleeps" not in html(app) + text(app) and "Byron" not in html(app) + text(app)


def test_answers_are_listed_without_words(open_page, bare):
    said = html(open_page("examples", run=bare, task="judge", change="forgotten"))
    assert "<b>3 of 8 sentences</b>" in said
    assert "(no text: this run was imported, or shared, without its texts)" in said
    assert "word 2" in html(open_page("examples", run=bare, task="names", first="1", second="3"))
    open_page("compare", runs=bare, task="names")


def test_slices_that_need_words_say_why_they_are_missing(open_page, bare):
    app = open_page("slices", run=bare, task="judge", feature="length")
    assert "This run was imported, or shared, without its texts." in text(app).replace("\\", "")
    assert "Phenomenon" in "\n".join(
        map(str, open_page("slices", run=bare, task="judge").dataframe[0].value["feature"])
    )
