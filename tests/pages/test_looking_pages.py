"""Matrix, Labels and Examples as the app draws them."""

import json

import pytest
from page_text import html, markdown, text
from toy_run import EVIL, make_run

from engine import store

PAGES = ("matrix", "labels", "examples")


def box(app, key):
    return next(box for box in app.selectbox if box.key == f"bar_{key}")


def frames(app):
    return [frame.value for frame in app.dataframe]


@pytest.mark.parametrize("page", PAGES)
def test_without_a_run_there_is_a_way_to_make_one(open_page, page):
    assert "There is no run yet" in text(open_page(page))


@pytest.mark.parametrize("page", PAGES)
def test_a_waiting_run_says_so_and_shows_no_numbers(open_page, runs, page):
    run = make_run(runs, state="queued", stages=-1)
    store.update_progress(runs / run, created=9e9, heartbeat=9e9)
    app = open_page(page, run=run)
    assert "There is nothing to see yet" in "\n".join([text(app), *(p.proto.text for p in app.get("progress"))])
    assert not app.dataframe


@pytest.mark.parametrize(
    ("state", "said"),
    [("failed", "This run failed: out of memory."), ("cancelled", "This run was cancelled: out of memory.")],
)
def test_a_stopped_run_says_why_and_shows_what_it_finished(open_page, runs, state, said):
    run = make_run(runs, state=state, stages=2, reason="out of memory")
    app = open_page("labels", run=run)
    assert said in text(app).replace("\\", "")
    assert "Answers so far: 0 (before training), 1 (after judge), 2 (after same)." in text(app).replace("\\", "")
    assert frames(app)[0]["cnt3"].tolist() == [1, 0, 1]


def test_the_view_is_written_into_the_url(open_page, runs):
    run = make_run(runs)
    app = open_page("labels")
    assert app.query_params == {"run": run, "task": "judge", "first": "1", "second": "3"}
    app = box(app, "second").set_value("2").run()
    assert app.query_params == {"run": run, "task": "judge", "first": "1", "second": "2"}
    assert box(app, "second").value == "2"
    app = box(app, "task").set_value("same").run()
    assert app.query_params == {"run": run, "task": "same", "first": "2", "second": "3"}


def test_a_page_opened_without_a_link_shows_what_was_looked_at_last(open_page, runs):
    make_run(runs)
    app = open_page("labels", task="same")
    app.query_params.clear()
    app.switch_page("pages/matrix.py").run()
    assert box(app, "task").value == "same"


@pytest.mark.parametrize("page", PAGES)
def test_a_run_id_that_is_a_path_is_ignored_and_said(open_page, runs, page):
    run = make_run(runs)
    app = open_page(page, run="../x")
    assert "Ignored run '../x' in the link: '../x' is no run id" in text(app).replace("\\", "")
    assert app.query_params["run"] == run


@pytest.mark.parametrize("page", PAGES)
def test_a_link_that_fits_nothing_is_ignored_and_said(open_page, runs, page):
    query = {"task": "../y", "first": "<b>", "second": "9", "label": "z", "change": "z", "metric": "z", "sort": "z"}
    app = open_page(page, run=make_run(runs), **query, low="z", tag="z", example="../1", pattern="z", to="z")
    said = text(app).replace("\\", "")
    for key in ("task '../y'", "first '<b>'", "second '9'", "label 'z'", "change 'z'"):
        assert f"Ignored {key} in the link" in said
    assert ("Ignored example '../1' in the link" in said) == (page == "examples")
    assert ("Ignored metric 'z' in the link" in said) == (page in ("matrix", "labels"))


def test_a_page_of_the_list_that_does_not_exist_is_ignored_and_said(open_page, runs):
    make_run(runs)
    app = open_page("examples")
    app.query_params["page"] = "77"
    assert "Ignored page '77' in the link: there is 1." in text(app.run()).replace("\\", "")


def test_first_and_second_the_same_are_refused(open_page, runs):
    app = open_page("labels", run=make_run(runs), first="2", second="2")
    assert "First and second are the same snapshot, 2 (after same)" in text(app).replace("\\", "")
    assert not app.dataframe


@pytest.mark.parametrize("page", PAGES)
def test_a_script_in_a_run_a_label_or_a_sentence_stays_text(open_page, runs, page):
    run = make_run(runs, name=EVIL, labels=(EVIL, "good"))
    app = open_page(page, run=run)
    assert "<script" not in html(app)
    assert "&lt;script&gt;" in html(app)
    assert EVIL not in markdown(app)


def test_matrix_shows_the_cell_looked_at_the_measures_and_every_metric(open_page, runs):
    app = open_page("matrix", run=make_run(runs))
    said = html(app)
    assert "<b>Judge</b>, MCC: <b>.500</b>" in said
    assert "3 forgotten and 1 learned of 8 sentences" in said
    assert '<b>BWT</b><span class="le-big">−.375</span>' in said
    assert "averages different kinds of metric: MCC, accuracy" in said
    assert "Lopez-Paz and Ranzato 2017" in said
    assert "<b>Judge</b>: non-official split (8 rows instead of 1,043)" in said
    every = frames(app)[0]
    assert every["metric"].tolist() == ["MCC", "acc", "acc", "F1", "token acc", "entity F1"]
    assert every["3 (after names)"].round(3).tolist() == [0.0, 0.5, 0.5, 0.667, 0.714, 0.5]
    assert every["0 (before training)"].isna().all()


def test_matrix_draws_result_transfer_and_slopes(open_page, runs):
    app = open_page("matrix", run=make_run(runs))
    titles = [json.loads(chart.proto.spec)["layout"]["title"]["text"] for chart in app.get("plotly_chart")]
    assert [title.split(":")[0] for title in titles] == [
        "Result matrix", "Transfer matrix", "Score of each task over the stages",
    ]  # fmt: skip


def test_matrix_takes_another_metric(open_page, runs):
    app = open_page("matrix", run=make_run(runs), metric="judge:accuracy")
    assert "<b>Judge</b>, acc: <b>.750</b>" in html(app)


def test_matrix_before_the_first_stage_says_so(open_page, runs):
    app = open_page("matrix", run=make_run(runs, state="cancelled", stages=0))
    assert "No stage is done yet" in text(app)


def test_labels_is_the_table_as_published(open_page, runs):
    app = open_page("labels", run=make_run(runs))
    table = frames(app)[0]
    assert table.columns.tolist() == [
        "gold label", "frequency", "cnt1", "cnt2", "cnt3", "cnt4", "cnt3 / frequency", "cnt3 / cnt1",
        "95 % interval", "p (Holm)", "verdict",
    ]  # fmt: skip
    assert table.iloc[:, :8].values.tolist() == [
        ["bad", 4, 3, 0, 3, 0, 0.75, 1.0],
        ["good", 4, 3, 4, 0, 1, 0.0, 0.0],
        ["all labels", 8, 6, 4, 3, 1, 0.375, 0.5],
    ]
    assert "<b>3</b> of 8 sentences were forgotten: 37.50% of all, 50.00% of those right at first." in html(app)


def test_labels_of_tokens_says_what_it_counts_and_what_was_not_evaluated(open_page, runs):
    said = html(open_page("labels", run=make_run(runs), task="names", first="1", second="3"))
    assert "Counts are of tokens" in said
    assert "1 tokens beyond the maximum length were not evaluated and are in no count" in said


def test_examples_lists_the_forgotten_and_their_histories(open_page, runs):
    app = open_page("examples", run=make_run(runs), change="forgotten")
    said = html(app)
    assert "<b>3 of 8 sentences</b>" in said
    for sentence in ("Cats sleeps the.", "Dog the barks.", "A dogs bark."):
        assert sentence in said
    assert "The cat sleeps." not in said
    histories = frames(app)[0]
    assert histories["history"].tolist()[:2] == ["✓✓✓", "✓✓✗"]
    assert histories["n"].tolist() == [3, 2, 1, 1, 1]


def test_examples_says_when_nothing_passes_and_how_to_go_on(open_page, runs):
    app = open_page("examples", run=make_run(runs), change="forgotten", text="zebra")
    assert "No sentences pass these filters. Drop one of them above." in text(app)
    app = next(b for b in app.button if b.key == "without_text").click().run()
    assert "text" not in app.query_params
    assert "<b>3 of 8 sentences</b>" in html(app)


def test_one_example_is_opened_by_its_link_and_the_next_by_a_button(open_page, runs):
    app = open_page("examples", run=make_run(runs), change="forgotten", example="1")
    assert "Cats sleeps the." in html(app)
    assert "Dog the barks." not in html(app)
    assert "example 1 of 3" in html(app)
    app = next(b for b in app.button if b.key == "next_example").click().run()
    assert app.query_params["example"] == "2"
    assert "Dog the barks." in html(app)


def test_an_example_outside_the_list_opens_and_says_so(open_page, runs):
    app = open_page("examples", run=make_run(runs), change="forgotten", example="0")
    assert "The cat sleeps." in html(app)
    assert "Not in the list as it is filtered now." in html(app)


def test_an_example_that_does_not_exist_is_ignored_and_said(open_page, runs):
    app = open_page("examples", run=make_run(runs), example="8")
    assert "Ignored example '8' in the link: they are numbered from 0 to 7." in text(app).replace("\\", "")
    assert "<b>8 of 8 sentences</b>" in html(app)


def test_tokens_show_gold_and_both_predictions(open_page, runs):
    said = html(open_page("examples", run=make_run(runs), task="names", first="1", second="3", change="learned"))
    assert '<span class="le-g">I-PER</span><span class="le-p">O → I-PER</span>' in said


@pytest.mark.parametrize("page", ("labels", "examples"))
def test_it_is_said_where_an_untrained_head_answered(open_page, runs, page):
    run = make_run(runs)
    said = "At 1 (after judge) the head of Names was not trained yet: a random head answered"
    assert said in html(open_page(page, run=run, task="names", first="1", second="3"))
    assert "not trained yet" not in html(open_page(page, run=run, task="judge"))


@pytest.mark.parametrize(("page", "figures"), [("matrix", 3), ("labels", 2)])
def test_a_screen_reader_says_what_a_figure_shows(open_page, runs, page, figures):
    run = make_run(runs)
    said = [chart.proto.alt for chart in open_page(page, run=run).get("plotly_chart")]
    assert len(said) == figures
    assert all(run in alt and "seed 7" in alt for alt in said)
