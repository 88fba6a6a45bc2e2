"""The Compare page as the app draws it, from runs of two orders and several seeds."""

import numpy as np
from page_text import html, text
from seed_runs import make

from pages.parts import compare_list


def frames(app):
    return [frame.value for frame in app.dataframe]


def error(app):
    return "\n".join(str(e.value) for e in app.error).replace("\\", "")


def test_without_runs_it_says_what_to_do(open_page):
    assert "No run is done yet" in text(open_page("compare"))


def test_seeds_of_one_plan_form_a_group_by_themselves(open_page, runs):
    ids = [make(runs, seed) for seed in (1, 2, 3)]
    app = open_page("compare")
    groups = frames(app)[0]
    assert groups.to_dict("records") == [{"group": "judge → rate", "seeds": "1, 2, 3", "runs": 3}]
    assert app.query_params["runs"] == ",".join(ids)


def test_forgotten_in_k_of_n_seeds(open_page, runs):
    for seed in (1, 2, 3):
        make(runs, seed)
    app = open_page("compare")
    table = next(f for f in frames(app) if "forgotten in" in f.columns)
    assert table["forgotten in"].tolist() == ["3 of 3 seeds", "2 of 3 seeds", "1 of 3 seeds", "0 of 3 seeds"]
    assert table["sentences"].tolist() == [1, 0, 3, 4]
    listed = frames(app)[-1]
    assert listed["text"].tolist() == ["<b>sentence</b> 0"]
    assert listed["open"][0].startswith("/examples?run=") and listed["open"][0].endswith("&task=judge&example=0")


def test_two_orders_side_by_side_by_task_and_not_by_row(open_page, runs):
    for seed in (1, 2):
        make(runs, seed)
        make(runs, seed, ("rate", "judge"))
    app = open_page("compare", task="judge")
    assert frames(app)[0]["group"].tolist() == ["judge → rate", "rate → judge"]
    evidence = next(f for f in frames(app) if "Holm" in f.columns or "difference" in f.columns)
    of_judge = evidence[evidence["task"] == "judge"].set_index("what")["difference"]
    assert of_judge.to_dict() == {"Right after its own stage": 0.0, "After the last stage": 0.25}
    assert "trained judge in its last stage: nothing came after that could make it forget" in html(app)


def test_settings_that_differ_stand_beside_the_groups(open_page, runs):
    ids = [make(runs, 1), make(runs, 1, strategy={"name": "replay"})]
    app = open_page("compare", runs=",".join(ids))
    assert frames(app)[0]["strategy"].tolist() == ["sequential", "replay"]
    assert frames(app)[0]["group"].tolist() == ["sequential", "replay"]


def test_another_split_is_refused_in_words_and_draws_nothing(open_page, runs):
    ids = [make(runs, 1), make(runs, 2, fingerprint="bbbb")]
    app = open_page("compare", runs=",".join(ids))
    assert "Judge of " in error(app) and "cannot be compared: they differ in" in error(app)
    assert "the evaluation split (fingerprint aaaa; bbbb)" in error(app)
    assert not any("difference" in f.columns for f in frames(app))


def test_other_texts_under_the_same_numbers_are_refused(open_page, runs):
    ids = [make(runs, 1), make(runs, 2, shifted=True)]
    app = open_page("compare", runs=",".join(ids))
    assert "the content of 8 of 8 examples of the same number" in error(app)


def test_other_parts_of_a_split_are_no_difference_of_groups(open_page, runs):
    ids = [make(runs, 1, rows=slice(0, 4)), make(runs, 1, rows=slice(4, 8), strategy={"name": "replay"})]
    app = open_page("compare", runs=",".join(ids))
    assert "the evaluated units, though there may be as many" in error(app)
    evidence = next(f for f in frames(app) if "difference" in f.columns)
    assert set(evidence["task"]) == {"rate"}


def test_another_tokenizer_is_compared_on_purpose_only(open_page, runs):
    ids = ",".join([make(runs, 1), make(runs, 1, encoder="roberta-base", tokenizer="t2")])
    assert "the tokenizer (minilm t1; roberta-base t2" in error(open_page("compare", runs=ids))
    assert not open_page("compare", runs=ids, across="1").error


def test_across_tokenizers_the_scores_are_of_what_all_runs_evaluated(open_page, runs):
    ids = ",".join([make(runs, 1, lost=(0,)),
                    make(runs, 1, encoder="roberta-base", tokenizer="t2", lost=(), rows=slice(0, 4))])  # fmt: skip
    app = open_page("compare", runs=ids, across="1", task="judge")
    scores = next(f for f in frames(app) if "IQM" in f.columns)
    assert scores[scores["what"].str.startswith("Forgotten")]["mean"].tolist() == [0.25, 0.0]
    assert "judge: units left out because another run has not evaluated them: 4 of " in html(app)


def test_a_run_that_is_not_done_is_left_out_and_said(open_page, runs):
    ids = [make(runs, 1), make(runs, 2, state="failed")]
    app = open_page("compare", runs=",".join(ids))
    assert f"{ids[1]}: not done: it is failed" in html(app)
    assert frames(app)[0]["runs"].tolist() == [1]


def test_a_link_with_nonsense_is_answered_in_words(open_page, runs):
    run = make(runs, 1)
    app = open_page("compare", runs=f"../etc,nope,{run}", task="<script>", metric="judge:nope", reference="x", pick="y")
    said = "\n".join(str(w.value) for w in app.warning).replace("\\", "")
    assert "Ignored run '../etc'" in said and "Ignored run 'nope'" in said
    assert app.query_params["runs"] == run


def test_what_comes_from_data_is_escaped(open_page, runs):
    for seed in (1, 2):
        make(runs, seed)
    assert "<b>sentence</b>" not in html(open_page("compare"))


def test_a_sweep_is_what_opens_first(open_page, runs):
    make(runs, 1, ("rate", "judge"))
    swept = [make(runs, seed, sweep="orders") for seed in (1, 2)]
    assert open_page("compare").query_params["runs"] == ",".join(swept)


def test_every_list_is_what_its_name_says(open_page, runs, monkeypatch):
    make(runs, 1, lost=(0, 1))
    make(runs, 1, lost=(0, 2), strategy={"name": "replay"})
    seen = {}
    monkeypatch.setattr(compare_list, "show", lambda found, query: seen.update(compare_list.options(found)))
    open_page("compare")
    lists = {words.split(" (")[0]: units.tolist() for words, units in seen.values()}
    assert lists == {
        "sequential: forgotten": [0, 1], "replay: forgotten": [0, 2],
        "Forgotten by sequential and replay": [0], "Forgotten by sequential and no other": [1],
        "Forgotten by replay and no other": [2], "sequential loses, replay keeps": [1],
        "replay loses, sequential keeps": [2],
    }  # fmt: skip
    assert all(isinstance(units, np.ndarray) for _, units in seen.values())


def test_ticked_runs_lead_to_their_comparison(open_page, runs):
    ids = [make(runs, 1), make(runs, 2)]
    app = open_page("runs")
    assert "Compare 1 run" not in str([link.proto.label for link in app.get("page_link")])
    for run in ids:
        next(box for box in app.checkbox if box.key == f"tick-{run}").check()
    app.run()
    link = next(link.proto for link in app.get("page_link") if link.proto.label == "Compare 2 runs")
    assert "compare" in link.page
    assert ids[0] in link.query_string and ids[1] in link.query_string


def test_the_example_that_is_looked_at_is_part_of_the_link(open_page, runs):
    for seed in (1, 2, 3):
        make(runs, seed)
    assert "<b>#0</b>" not in html(open_page("compare"))
    assert "<b>#0</b>" in html(open_page("compare", unit="0"))
    assert "<b>#" not in html(open_page("compare", unit="99"))
