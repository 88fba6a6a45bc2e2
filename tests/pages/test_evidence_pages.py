"""Labels and Matrix with their evidence: verdicts, margin in the URL, flips, entities, cells in parentheses."""

import json

from page_text import html, text
from toy_run import make_run

from engine.analysis.references import counts_of
from engine.published import reference
from pages.parts import count_view, label_verdicts, margin, verdict_view


def frames(app):
    return [frame.value for frame in app.dataframe]


def test_labels_says_what_is_established_and_how(open_page, runs):
    app = open_page("labels", run=make_run(runs))
    said = html(app)
    assert '<span class="le-badge le-never">? not enough evidence</span>' in said
    assert "Judge: not enough evidence of any change: MCC .500 → .000, difference −.500" in said
    assert "only 4 of 8 sentences changed: at least 6 are needed" in said
    assert "paired bootstrap over sentences, BCa" in said
    table = frames(app)[0]
    assert table["verdict"].tolist() == ["? not enough evidence"] * 2 + [""]
    assert table["p (Holm)"].round(3).tolist()[:2] == [0.5, 1.0]
    assert table["95 % interval"].tolist()[0] == "0.439 – 1.000"


def test_flip_measures_stand_by_their_names(open_page, runs):
    app = open_page("labels", run=make_run(runs))
    names = [p.proto.popover.label for p in app.get("popover")]
    for name in ("NFR", "PFR", "relative NFR", "NFI", "cnt3/cnt1", "churn", "BTC", "BEC", "McNemar p", "Bowker"):
        assert name in [n.replace("\\", "") for n in names]
    assert "<b>.3750</b>" in html(app)  # NFR 3 of 8


def test_a_margin_comes_from_the_url_and_goes_into_it(open_page, runs):
    run = make_run(runs)
    app = open_page("labels", run=run, margin="0.05")
    field = next(n for n in app.number_input if n.key == "margin")
    assert field.value == 0.05
    app = field.set_value(0.1).run()
    assert app.query_params["margin"] == "0.1"
    app = open_page("matrix", run=run, margin="0.1")
    assert next(n for n in app.number_input if n.key == "margin").value == 0.1


def test_a_margin_that_makes_no_sense_is_ignored_and_said(open_page, runs):
    app = open_page("labels", run=make_run(runs), margin="<b>")
    assert "Ignored margin '<b>' in the link: it is no number" in text(app).replace("\\", "")
    assert margin.read("2")[0] is None and "between 0 and 1" in margin.read("2")[1]
    assert margin.read("nan") == (None, "") == margin.read("")
    assert margin.read("0.02") == (0.02, "")


def test_a_metric_from_the_matrix_is_judged_on_labels_too(open_page, runs):
    assert "Judge: not enough evidence of any change: acc .750 → .500" in html(
        open_page("labels", run=make_run(runs), metric="judge:accuracy")
    )


def test_tokens_come_with_and_without_o_and_as_whole_entities(open_page, runs):
    app = open_page("labels", run=make_run(runs), task="names", first="1", second="3")
    said = html(app)
    assert "<th>without O</th><td>3</td><td>.0000</td><td>.6667</td>" in said
    assert "tokens taken as independent" in said
    entities = next(f for f in frames(app) if "wrong boundary" in f)
    assert entities["type"].tolist() == ["PER", "all types"]
    assert entities["found"].tolist() == ["0 → 1", "0 → 1"]
    titles = [json.loads(chart.proto.spec)["layout"]["title"]["text"] for chart in app.get("plotly_chart")]
    assert "Names: gold entities, first against second" in titles


def test_over_all_stage_ends_untrained_heads_are_left_out(open_page, runs):
    said = html(open_page("labels", run=make_run(runs)))
    assert "right answers 6 → 5 → 4 of 8" in said  # not the one before training
    assert "Over all stage ends" not in text(open_page("labels", run=make_run(runs), task="same"))  # only two


def test_matrix_puts_what_is_not_established_in_parentheses(open_page, runs):
    app = open_page("matrix", run=make_run(runs))
    transfer = json.loads(app.get("plotly_chart")[1].proto.spec)["layout"]["annotations"]
    texts = [note["text"] for note in transfer]
    assert "(−.500)" in texts and "(−.242)" in texts
    assert any(
        t.startswith("outlined")
        and "(in parentheses): not enough evidence" in t
        and "not corrected for their number" in t
        for t in texts
    )
    assert "? not enough evidence" in html(app)


def test_the_published_ner_table_says_what_is_established():
    published = reference("experiment-1")
    table = counts_of(published)
    found = label_verdicts.published(count_view.beside(table, published), table).data.set_index("gold label")
    assert found.loc["I-ORG", "verdict published"] == "? not enough evidence"
    assert round(found.loc["I-ORG", "McNemar p published"], 3) == 0.096
    assert found.loc["B-PER", "verdict published"] == "x forgot"


def test_every_verdict_has_a_glyph_of_its_own():
    glyphs = [verdict_view.glyph(v) for v in ("forgot", "improved", "did not forget", "not enough evidence")]
    assert glyphs == ["x", "+", "=", "?"]
