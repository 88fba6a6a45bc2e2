"""Formula cards: what stands behind a number, on the pages that show it."""

from page_text import html
from streamlit.testing.v1 import AppTest
from toy_run import EVIL, make_run


def popovers(app):
    return [block.proto.popover.label for block in app.get("popover")]


def test_every_measure_of_the_matrix_page_has_a_card(open_page, runs):
    app = open_page("matrix", run=make_run(runs))
    assert [label for label in popovers(app) if label != "Export"] == [
        "R", "T", "MCC", "acc", "token acc", "Formula", "Formula", "Formula", "Forgetting, first − last",
        "BWT, triangular mean", "FWT", "A", "Learning accuracy", "Plasticity", "Stability", "Intransigence",
    ]  # fmt: skip
    assert any(r"\max_{o(j)\le l<n}R_{l,j}" in formula.value for formula in app.latex)
    said = html(app)
    assert "after stage 3 minus after the task&#x27;s own stage · n = 2 tasks (judge, same): judge −.500" in said
    assert "<td>Forgetting, first minus last — Avalanche, ContinualLM</td><td><b>.3750</b></td>" in said
    assert "no run with the same encoder and settings trained one of the later tasks first" in said


def test_text_from_data_stays_text_in_a_card():
    def page(evil: str) -> None:
        from pages.parts import formula_card  # noqa: PLC0415  a page of its own, run by Streamlit

        formula_card.card("bwt", evil, [(evil, evil)], evil)

    app = AppTest.from_function(page, args=(EVIL,)).run()
    assert not app.exception
    assert "<script" not in html(app)
    assert html(app).count("&lt;script&gt;") == 3
    assert popovers(app) == ["\\<script\\>alert\\(1\\)\\</script\\>"]


def test_the_columns_of_the_labels_page_are_explained(open_page, runs):
    app = open_page("labels", run=make_run(runs))
    assert "What the columns mean" in popovers(app)
    assert "<b>cnt3, forgotten</b>: Units right at first and wrong at second" in html(app)
