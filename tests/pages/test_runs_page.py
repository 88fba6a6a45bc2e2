import json

import pytest
from page_text import html, text
from toy_run import EVIL, make_run

from engine import store
from engine.errors import UserError
from pages.parts import acts


def test_a_newcomer_is_greeted_and_can_launch_the_quickstart(open_page):
    app = open_page()
    assert "What did it forget?" in text(app)
    assert "python -m engine import predictions.tsv --task cola" in text(app)
    assert [button.label for button in app.button] == ["Launch the quickstart"]


def test_a_newcomer_sees_what_the_published_experiments_forgot(open_page):
    app = open_page()
    assert len(app.get("plotly_chart")) == 2
    assert "JingYannn/CatastrophicForgetting-BERT" in html(app)
    assert len(app.segmented_control(key="published").options) == 4
    app = app.segmented_control(key="published").set_value("experiment-4").run()
    assert "MNLI" in json.loads(app.get("plotly_chart")[0].proto.spec)["layout"]["xaxis"]["ticktext"][1]


def test_a_finished_run_shows_its_order_and_its_scores_then_and_now(open_page, runs):
    make_run(runs, name="Toy")
    app = open_page()
    assert ":green-badge[:material/check_circle: done]" in text(app)
    assert "judge → same → names" in text(app)
    chips = html(app)
    assert '<b>Judge</b> <span class="lg-q">MCC</span> <span class="lg-n">.500 → <b>.000</b></span>' in chips
    assert '<b>Same</b> <span class="lg-q">acc</span> <span class="lg-n">.750 → <b>.500</b></span>' in chips
    assert '<b>Names</b> <span class="lg-q">token acc</span> <span class="lg-n"><b>.714</b></span>' in chips
    assert chips.count("non-official split") == 1


def test_a_failed_run_says_why_and_shows_the_end_of_its_log(open_page, runs):
    run = make_run(runs, state="failed", reason="out of memory at stage 2", stages=1)
    (runs / run / "log.txt").write_text("one\ntwo\n")
    app = open_page()
    assert ":red[Out of memory at stage 2]" in text(app)
    assert [code.value for code in app.code] == ["one\ntwo"]
    assert "resume-" + run in [button.key for button in app.button]


def test_a_run_whose_process_is_gone_is_lost(open_page, runs):
    run = make_run(runs, state="running", stages=1)
    store.update_progress(runs / run, pid=2**22 + 1, pid_started=1.0, host="elsewhere", heartbeat=1.0, created=1.0)
    assert ":orange-badge[:material/help: lost]" in text(open_page())


def test_a_broken_database_does_not_hide_the_other_runs(open_page, runs):
    broken = make_run(runs, name="Broken")
    make_run(runs, name="Whole")
    (runs / broken / "run.db").write_bytes(b"no database" * 1000)
    app = open_page()
    assert "unreadable" in text(app)
    assert ":green-badge[:material/check_circle: done]" in text(app)


def test_names_and_reasons_are_shown_as_they_are_not_as_markup(open_page, runs):
    make_run(runs, name=f"*bold* {EVIL}", state="failed", reason=f"**loud** {EVIL}")
    app = open_page()
    assert r"\*\*loud\*\* \<script\>" in text(app)
    assert EVIL not in html(app)


def test_a_run_is_deleted_after_a_question(open_page, runs):
    run = make_run(runs)
    app = open_page()
    app.menu_button[0].click("Delete").run()
    assert run in text(app).replace("\\", "")
    assert (runs / run).exists()
    app.button(key="really").click().run()
    assert not (runs / run).exists()
    assert "What did it forget?" in text(app)
    assert "It is removed when you leave this page" in text(app)


def test_a_read_only_dashboard_offers_nothing_and_refuses(open_page, runs, monkeypatch):
    run = make_run(runs, state="failed", reason="no")
    monkeypatch.setenv("LETHE_READ_ONLY", "1")
    app = open_page()
    assert [button.label for button in app.button] == ["Take the tour: two minutes"]
    assert [menu.options for menu in app.menu_button] == [["Export as ZIP"]]
    for act in (acts.cancel, acts.resume, acts.delete):
        with pytest.raises(UserError, match="read-only"):
            act(run)
    assert (runs / run).exists()


def test_a_running_run_is_not_deleted(runs):
    run = make_run(runs, state="running", stages=1)
    with pytest.raises(UserError, match="cancel it before"):
        acts.delete(run)


def test_many_runs_come_in_pages_newest_first_and_can_be_searched(open_page, runs):
    ids = [make_run(runs, name=f"Toy {number}", stages=-1, state="cancelled") for number in range(17)]
    app = open_page()
    shown = [button.key for button in app.button if button.key.startswith("resume-")]
    assert shown == [f"resume-{i}" for i in store_order(runs, ids)[:15]]
    app.text_input(key="search").input("toy 16").run()
    assert [b.key for b in app.button if b.key.startswith("resume-")] == [f"resume-{ids[16]}"]


def store_order(runs, ids):
    return [folder.name for folder in store.list_runs(runs) if folder.name in ids]
