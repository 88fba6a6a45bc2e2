"""Slices and Life-lines as the app draws them, and a slice in a link to Examples."""

import pytest
from page_text import html, markdown, text
from toy_run import EVIL, make_run

from engine import store


@pytest.mark.parametrize("page", ["slices", "lifelines"])
def test_without_a_run_there_is_a_way_to_make_one(open_page, page):
    assert "There is no run yet" in text(open_page(page))


def test_slices_answers_its_question_and_lists_every_slice(open_page, runs):
    app = open_page("slices", run=make_run(runs), task="judge", first="1", second="3")
    said = html(app)
    assert "Of 6 sentences right at first, 3 were forgotten: 50.0%." in said and "Nothing could be tested." in said
    assert "Words shared with the stages in between: not available: unknown task" in said
    frame = app.dataframe[0].value
    assert frame["cnt2"].tolist() == (frame["cnt1"] - frame["cnt3"] + frame["cnt4"]).tolist()
    order = frame[frame["feature"] == "Phenomenon"].set_index("slice")
    assert (order.loc["order", "cnt1"], order.loc["order", "cnt3"]) == (2, 2)


def test_a_slice_leads_to_exactly_its_examples(open_page, runs):
    run = make_run(runs)
    app = open_page("slices", run=run, task="judge", first="1", second="3", slice="tag.phenomenon:order")
    assert "<b>Phenomenon: order</b>, 2 sentences: 100.0%" in html(app)
    app = open_page("examples", run=run, task="judge", first="1", second="3", slice="tag.phenomenon:order",
                    change="forgotten")  # fmt: skip
    assert "<b>2 of 8 sentences</b>" in html(app)
    assert "without_slice" in [button.key for button in app.button]
    app = open_page("examples", run=run, task="names", first="2", second="3", within="all but O")
    assert "<b>3 of 7 tokens, in 1 sentence</b>" in html(app)


@pytest.mark.parametrize("ref", ["x", "length:z", "matches:(a", EVIL, "tag.phenomenon:", "entity:seen in training"])
def test_a_slice_in_a_link_that_fits_nothing_is_ignored_and_said(open_page, runs, ref):
    app = open_page("examples", run=make_run(runs), task="judge", slice=ref)
    assert "Ignored slice" in text(app) and "<b>8 of 8 sentences</b>" in html(app)
    assert EVIL not in markdown(app)


@pytest.mark.parametrize("query", [{"feature": "x"}, {"within": "x"}, {"order": "x"}, {"slice": EVIL}])
def test_what_does_not_fit_the_slices_page_is_ignored_and_said(open_page, runs, query):
    app = open_page("slices", run=make_run(runs), task="judge", first="1", second="3", **query)
    assert f"Ignored {next(iter(query))}" in text(app) and EVIL not in markdown(app)


def test_an_own_slice_in_the_link_is_counted_and_a_bad_one_explained(open_page, runs):
    query = {"run": make_run(runs), "task": "judge", "first": "1", "second": "3"}
    app = open_page("slices", **query, own="contains:the")
    assert "Text contains “the”" in app.dataframe[0].value["feature"].tolist()
    app = open_page("slices", **query, own="matches:(a")
    assert "is not valid: missing )" in text(app).replace("\\", "") and not app.dataframe


def test_lifelines_shows_classes_curve_and_events(open_page, runs):
    app = open_page("lifelines", run=make_run(runs), task="judge", unit="1")
    said = html(app)
    assert "8 sentences of Judge, followed over 3 snapshots since the head was trained (1 to 3)." in said
    for name in ("unforgettable", "relearned", "forgotten for good", "never learned"):
        assert name in said
    assert "<b>2</b> of the 6 sentences right at first were lost, more than in any other interval" in said
    assert len(app.get("plotly_chart")) == 2
    assert app.dataframe[0].value["events"].max() == 1
    assert "Cats sleeps the." in said


def test_lifelines_without_probabilities_or_later_snapshots_say_so(open_page, runs):
    run = make_run(runs)
    app = open_page("lifelines", run=run, task="names")
    assert "A life-line needs two snapshots at which the head of names was trained" in text(app)
    app = open_page("lifelines", run=run, task="judge", unit="99", at="9", first="3")
    assert "Ignored unit '99'" in text(app).replace("\\", "")
    assert "No snapshot is later than 3" in text(app)


@pytest.mark.parametrize("page", ["slices", "lifelines"])
def test_a_script_stays_text(open_page, runs, page):
    run = make_run(runs, name=EVIL, labels=(EVIL, "good"))
    store.write_column(runs / run, "judge", "mine", {0: EVIL[:20], 1: "b"})
    app = open_page(page, run=run, task="judge", first="1", second="3")
    assert "<script" not in html(app) and EVIL not in markdown(app)
