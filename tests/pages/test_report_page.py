"""The Report page: what goes in stands in the URL, and the preview is the file."""

from page_text import html, text
from test_recovery_page import stored
from toy_run import EVIL, SENTENCES, answers, make_run, snapshot, tasks

from engine import report, store
from engine.store import RunWriter


def preview(app):
    return app.get("iframe")[0].proto.srcdoc


def test_it_shows_the_report_and_offers_its_files(open_page, runs):
    app = open_page("report", run=make_run(runs, name=EVIL), sections="answer,labels,examples,noise", tasks="judge")
    assert [b.proto.label for b in app.get("download_button")] == ["Report (HTML)", "Figures (ZIP)"]
    made = preview(app)
    assert made.startswith("<!DOCTYPE html>") and "What was forgotten?" in made and SENTENCES[1] in made
    assert "<script" not in made and EVIL not in html(app)
    assert "There is no control of this run" in html(app)


def test_the_choice_is_in_the_url(open_page, runs):
    run = make_run(runs)
    app = open_page("report", run=run, sections="answer,labels", tasks="judge", texts="0", title="For <b>", note="Hi")
    made = preview(app)
    assert "<h1>For &lt;b&gt;</h1>" in made and "Hi</p>" in made and "How much was forgotten?" not in made
    assert 'id="judge-labels-broad-title"' in made and "same-labels" not in made
    field = next(f for f in app.text_input if f.key == "report_title")
    app = field.set_value("Another").run()
    assert app.query_params["title"] == "Another" and app.query_params["sections"] == "answer,labels"
    app = next(t for t in app.toggle if t.key == "report_texts").set_value(True).run()
    assert "texts" not in app.query_params
    app = next(m for m in app.multiselect if m.key == "report_figures").set_value([]).run()
    assert app.query_params["without"] == "judge-labels,judge-where-to"
    assert "<svg" not in preview(app)


def test_a_link_that_fits_nothing_is_ignored_and_said(open_page, runs):
    app = open_page("report", run=make_run(runs), sections="labels,<b>", tasks="../x")
    assert "Ignored" in text(app) and "<b>" in text(app).replace("\\", "") and "../x" in text(app).replace("\\", "")
    assert preview(app).count("<h2>") == 1


def test_a_figure_left_out_that_there_is_not_is_said(open_page, runs):
    app = open_page("report", run=make_run(runs), without="judge-labels,nonsense")
    said = [w.value.replace("\\", "") for w in app.warning]
    assert len(said) == 1 and "nonsense" in said[0] and "judge-labels'" not in said[0]


def test_it_is_made_once_and_anew_when_a_column_a_refit_or_a_run_of_a_task_alone_comes(open_page, runs, monkeypatch):
    made, section = [], report.section
    monkeypatch.setattr(report, "section", lambda source, key, *more: made.append(key) or section(source, key, *more))
    run = make_run(runs)
    app = open_page("report", run=run, sections="matrices,slices,recovery,definitions", tasks="judge")
    assert sorted(set(made)) == sorted(made) == ["definitions", "matrices", "recovery", "slices"]
    app.run()
    assert len(made) == 4
    assert "Speaker 1" not in preview(app) and "recovered by head" not in preview(app)

    store.write_column(runs / run, "judge", "speaker", {i: f"Speaker {i % 2}" for i in range(8)})
    assert "Speaker 1" in preview(app.run())
    stored(runs, run)
    assert "recovered by head" in preview(app.run())
    alone = store.new_run(runs, {**store.read_plan(runs / run), "stages": [{"tasks": ["same"]}]}, name="Same alone",
                          hash8="00c0ffee", group="other")  # fmt: skip
    with RunWriter(alone) as writer:
        writer.begin(tasks(("bad", "good")), {})
        for stage in (0, 1):
            writer.add_snapshot(snapshot(stage), answers(stage), ("same",)[:stage])
    store.update_progress(alone, state="done")
    assert alone.name in preview(app.run())


def test_without_answers_there_is_nothing_to_report(open_page, runs):
    app = open_page("report", run=make_run(runs, state="cancelled", stages=0), sections="answer,labels")
    assert "There is nothing to report: nothing can be compared" in text(app).replace("\\", "")
