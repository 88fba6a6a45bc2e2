"""The Geometry page: a real measurement of a tiny encoder, one under way, none possible; in a browser, its clicks."""

import re
import shutil
import time
from pathlib import Path

import pytest
from clicks import click_cell, place, settle
from page_text import html, text
from playwright.sync_api import expect
from toy_run import make_run

from engine import launch, store
from engine.analysis.geometry import asking
from engine.analysis.geometry import measured as measurements
from engine.errors import UserError
from pages.parts import acts

LONG = 60_000  # ms


@pytest.fixture
def run(measured, runs) -> str:
    """A copy of the measured run; its id."""
    shutil.copytree(measured, runs / measured.name)
    return measured.name


def job_of(folder: Path) -> Path:
    """Of mini-ner."""
    return store.find_job(folder, next(iter(measurements.measured(store.open_run(folder), "mini-ner"))))


def labels(app) -> list[str]:
    return [box.label for box in app.selectbox]


def test_without_weights_it_says_why_nothing_can_be_measured(open_page, runs):
    app = open_page("geometry", run=make_run(runs))
    assert "kept no weights" in text(app).replace("\\", "")
    assert "it needs the run's checkpoints and data" in html(app)


def test_a_run_that_was_not_measured_offers_to(open_page, run, runs):
    shutil.rmtree(runs / run / "jobs")
    app = open_page("geometry", run=run, task="mini-ner")
    button = next(b for b in app.button if b.label == "Measure the geometry")
    assert not button.disabled


@pytest.mark.parametrize(
    ("at", "wrong"),
    [("0,7", "which is none of the snapshots in at: 0,7"), ("", "Names no snapshot: name at least one")],
)
def test_a_setting_that_cannot_be_used_kills_the_button_and_says_why(open_page, run, at, wrong):
    app = open_page("geometry", run=run, task="mini-ner")
    next(box for box in app.text_input if box.label == "At").set_value(at).run()
    assert not app.exception
    assert next(b for b in app.button if b.label == "Measure again").disabled
    assert "A setting cannot be used: see below its field." in text(app).replace("\\", "")
    assert wrong in text(app).replace("\\", "")


def test_a_snapshot_without_weights_kills_the_button(open_page, run, runs):
    (runs / run / "checkpoints" / "2.safetensors").unlink()
    app = open_page("geometry", run=run, task="mini-ner")
    next(box for box in app.number_input if box.label == "Units").set_value(100).run()
    assert next(b for b in app.button if b.label == "Measure again").disabled


def test_the_answer_stands_in_tiles_with_its_numbers(open_page, run):
    app = open_page("geometry", run=run, task="mini-ner")
    said = html(app)
    for line in ("Head or encoder?", "the head has lost its aim", "Spatial similarity", "Did they move more?",
                 "Still among their own?", "9 clusters for 9 labels: a hyperplane parts any two labels."):  # fmt: skip
        assert line in said
    table = app.dataframe[0].value
    assert table["label"].tolist() == sorted(table["label"]) and len(table) == 9
    assert [h.value for h in app.subheader] == ["Labels", "Units", "Centroids"]


@pytest.mark.parametrize("measure", ["cka", "gap", "clusters", "displacement", "intra", "train_similarity"])
def test_every_measure_can_be_chosen_by_link(open_page, run, measure):
    app = open_page("geometry", run=run, task="mini-ner", measure=measure)
    assert next(b for b in app.selectbox if b.label == "Measure by layer").value == measure
    assert ("Compared with" in labels(app)) == (measure in ("cka", "displacement"))


def test_snapshot_and_layer_of_a_link(open_page, run):
    app = open_page("geometry", run=run, task="mini-ner", at="0", layer="1", split="train")
    assert {b.label: b.value for b in app.selectbox if b.label in ("Layer", "Snapshot", "Units")} == {
        "Layer": "1", "Snapshot": "0", "Units": "train",
    }  # fmt: skip
    options = next(b for b in app.selectbox if b.label == "Snapshot").options
    assert "0 (before training)" in options  # as it is: a select box reads no Markdown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"layer": "77"}, "Ignored layer '77' in the link: there is 2, 1, 0."),
        ({"measure": "<b>"}, "Ignored measure '<b>' in the link: there is similarity"),
        ({"unit": "../../etc"}, "Ignored unit '../../etc' in the link: this task has no such unit."),
        ({"unit": "99999:0"}, "Ignored unit '99999:0' in the link"),
    ],
)
def test_what_a_link_has_wrong_is_ignored_and_said(open_page, run, query, said):
    assert said in text(open_page("geometry", run=run, task="mini-ner", **query)).replace("\\", "")


def test_two_labels_have_no_layout_and_the_page_says_so(open_page, run):
    app = open_page("geometry", run=run, task="mini-cola", first="0", second="2")
    said = html(app)
    assert "No number: 2 labels have 1 distances: at least 3 labels are needed" in said
    assert "nothing to forget yet" in said  # at first a random head answered


def test_clusters_of_one_space_are_followed_and_layers_compared(open_page, run):
    app = open_page("geometry", run=run, task="mini-ner", clusters="followed", layers="0")
    shown = {b.label: b.value for b in app.selectbox}
    assert (shown["Clusters"], shown["and there"]) == ("followed", "0")


def test_a_run_that_kept_one_snapshots_weights_says_so(open_page, run, runs):
    with store.RunWriter(runs / run) as writer:
        for name in ("0", "1"):
            writer.set_checkpoint(name, None)
    shutil.rmtree(runs / run / "jobs")
    said = text(open_page("geometry", run=run, task="mini-ner")).replace("\\", "")
    assert "kept the weights of snapshot 2 alone: a geometry compares two" in said


def test_a_unit_is_shown_in_its_sentence(open_page, run, runs):
    answers = store.read_answers(store.open_run(runs / run), "mini-ner")
    example, position = int(answers.units.example[3]), int(answers.units.position[3])
    app = open_page("geometry", run=run, task="mini-ner", unit=f"{example}:{position}")
    word = store.read_examples(store.open_run(runs / run), "mini-ner", [example])[0].words[position]
    assert f"<b>word {position + 1}, {word}</b>" in html(app)


def test_a_snapshot_that_was_not_measured_leads_to_a_measurement(open_page, measured, run, runs):
    folder = job_of(runs / run)
    result = store.read_result(folder)
    kept = {**result.document, "snapshots": ["0", "2"]}
    store.write_result(folder, store.Result(kept, result.arrays))
    app = open_page("geometry", run=run, task="mini-ner")
    assert "The geometry of snapshot 1 was not measured: it was at 0, 2" in text(app).replace("\\", "")
    assert any(b.label == "Measure again" for b in app.button)


def test_a_damaged_result_is_said(open_page, run, runs):
    for file in job_of(runs / run).glob("*.safetensors"):
        file.write_bytes(b"nonsense")
    assert "is damaged: measure again" in text(open_page("geometry", run=run, task="mini-ner")).replace("\\", "")


def test_a_measurement_under_way_is_shown_to_whoever_comes(open_page, run, runs):
    folder = job_of(runs / run)
    mine = {**launch.identity(), "heartbeat": time.time()}
    store.update_progress(folder, state="running", phase="probe at 1", stage=2, stages=5, step=1, steps=3, **mine)
    app = open_page("geometry", run=run, task="mini-ner")
    assert "Part 2 of 5, probe at 1: 1 of 3" in "\n".join(p.proto.text for p in app.get("progress")).replace("\\", "")
    assert [b.label for b in app.button if b.label in ("Cancel", "Measure the geometry")] == ["Cancel"]
    store.update_progress(folder, state="cancelled")


def test_a_read_only_dashboard_measures_nothing(run, runs, monkeypatch):
    monkeypatch.setenv("LETHE_READ_ONLY", "1")
    with pytest.raises(UserError, match="read-only"):
        acts.start_job(run, asking.request(store.open_run(runs / run), "mini-ner", units=60))


def test_clicks_lead_from_a_layer_to_a_unit(chromium, serve, run):
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(LONG)
    page.goto(f"{serve()}/geometry?run={run}&task=mini-ner")
    expect(page.get_by_text("Click a unit to see its example.")).to_be_visible(timeout=LONG)
    click_cell(page, 0, row=0, column=0, rows=3, columns=3)  # before training, embeddings
    expect(page).to_have_url(re.compile("at=0&layer=0"), timeout=LONG)

    settle(page)
    units = page.locator(".js-plotly-plot").filter(has=page.get_by_text("first principal axis (")).first
    spot = place(units.locator(".scatterlayer .trace").first.locator("path.point").nth(5))
    page.mouse.click(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    expect(page.locator(".st-key-geometry_example")).to_be_visible(timeout=LONG)
    assert re.search(r"unit=\d+%3A\d+", page.url)
    page.close()
