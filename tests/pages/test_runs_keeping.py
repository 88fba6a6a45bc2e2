"""The Runs page: found again, tagged, archived, deleted and brought back, exported, imported, bookmarked."""

import io
import zipfile
from pathlib import Path

import pytest
from page_text import html, text
from streamlit.testing.v1 import AppTest
from toy_run import EVIL, make_run

from engine import inventory, store
from engine.errors import UserError
from engine.store import Remark
from pages.parts import acts, run_dialogs

ROOT = Path(__file__).parents[2]


def shown(app) -> list[str]:
    """Ids of the runs that are listed, in order."""
    return [box.key.removeprefix("tick-") for box in app.checkbox if box.key and box.key.startswith("tick-")]


def open_runs(**query) -> AppTest:
    """The Runs page by a link: what is bound to the address is read when the page is drawn first."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def choose(app, run: str, what: str):
    return next(menu for menu in app.menu_button if menu.key == f"menu-{run}").click(what).run()


@pytest.fixture
def three(runs) -> list[str]:
    ids = [make_run(runs, name=name) for name in ("Alpha", "Beta", f"Gamma {EVIL}")]
    store.annotate(runs / ids[0], "seed study of the thesis", ["paper", "odd"])
    store.annotate(runs / ids[1], add=["paper"])
    return ids


def test_runs_are_found_by_words_and_tags_in_a_link(three):
    alpha, beta, gamma = three
    assert set(shown(open_runs())) == {alpha, beta, gamma}
    assert shown(open_runs(search="THESIS alpha")) == [alpha]
    assert shown(open_runs(search="seed 7 beta")) == [beta]
    assert shown(open_runs(search=gamma[:24])) == [gamma]
    assert set(shown(open_runs(tag="paper"))) == {alpha, beta}
    assert shown(open_runs(tag=["paper", "odd"])) == [alpha]
    assert "None of the runs that have ended is asked for" in text(open_runs(search="zebra"))
    assert shown(open_runs(sort="name")) == [alpha, beta, gamma]


def test_an_archived_run_is_kept_and_listed_only_if_asked_for(open_page, runs, three):
    alpha, beta, gamma = three
    app = choose(open_page(), beta, "Archive")
    assert not app.exception
    assert set(shown(app)) == {alpha, gamma}
    assert "Archived (1)" in [toggle.label for toggle in app.toggle]
    app = open_runs(archived="true")
    assert set(shown(app)) == {alpha, beta, gamma}
    assert shown(choose(app, beta, "List again")) and not store.read_notes(runs / beta).archived


def test_tags_and_a_note_are_written_and_shown_as_they_are(open_page, runs, three):
    gamma = three[2]
    app = choose(open_page(), gamma, "Tags and note")
    assert app.multiselect(key=f"run-tags-{gamma}").options == ["odd", "paper"]
    app.multiselect(key=f"run-tags-{gamma}").select("paper")
    app.text_area(key=f"run-note-{gamma}").input(f"*loud* {EVIL}")
    app = next(button for button in app.button if button.label == "Save").click().run()
    assert store.read_notes(runs / gamma).note == f"*loud* {EVIL}"
    said = text(open_page())
    assert r"\*loud\* \<script\>" in said and EVIL not in said
    assert "paper" in said


def test_what_was_typed_for_one_run_and_left_is_not_saved_for_another(open_page, runs, three):
    alpha, beta, _ = three
    app = choose(open_page(), alpha, "Tags and note")
    app.text_area(key=f"run-note-{alpha}").input("never saved").run()
    app = choose(app, beta, "Tags and note")
    assert app.text_area(key=f"run-note-{beta}").value == ""
    next(button for button in app.button if button.label == "Save").click().run()
    assert (store.read_notes(runs / beta).note, store.read_notes(runs / beta).tags) == ("", ("paper",))
    assert store.read_notes(runs / alpha).note == "seed study of the thesis"


def test_what_somebody_else_wrote_while_the_dialog_was_open_stays(open_page, runs, three):
    alpha = three[0]
    app = choose(open_page(), alpha, "Tags and note")
    store.annotate(runs / alpha, "theirs", add=["urgent"], remove=["odd"])
    app.multiselect(key=f"run-tags-{alpha}").unselect("paper")
    app.text_area(key=f"run-note-{alpha}").input("mine")
    app = next(button for button in app.button if button.label == "Save").click().run()
    assert "The note was changed meanwhile, so yours is not saved. It says: theirs" in text(app).replace("\\", "")
    assert (store.read_notes(runs / alpha).note, store.read_notes(runs / alpha).tags) == ("theirs", ("paper", "urgent"))

    acts.annotate(alpha, Remark("seed study of the thesis", ("paper", "odd")), "seed study of the thesis", ["Odd"])
    assert (store.read_notes(runs / alpha).note, store.read_notes(runs / alpha).tags) == ("theirs", ("urgent", "Odd"))


def test_a_note_on_an_example_leads_from_its_run_to_it(open_page, runs):
    run = make_run(runs)
    store.annotate(runs / run, "why?", ["hard"], task="judge", example=2)
    assert "1 note on examples of judge" in "\n".join(link.proto.label for link in open_page().get("page_link"))
    said = html(open_page("examples", run=run, task="judge", noted="any"))
    assert "<b>1 of 8 sentences</b>" in said
    assert '<div class="le le-note"><span class="le-own">hard</span>why?</div>' in said
    assert "<b>1 of 8 sentences</b>" in html(open_page("examples", run=run, task="judge", noted="hard"))
    app = open_page("examples", run=run, task="judge", noted="absent")
    assert "Ignored noted 'absent' in the link: there is any, hard." in text(app).replace("\\", "")


def test_a_note_on_an_example_is_written_where_it_is_open(open_page, runs):
    run = make_run(runs)
    app = open_page("examples", run=run, task="judge", example="1")
    app.text_input(key=f"note-{run}-judge-1").input(f"why? {EVIL}")
    app = next(button for button in app.button if button.label == "Save").click().run()
    assert store.read_notes(runs / run).of("judge")[1].note == f"why? {EVIL}"
    assert f"why? {EVIL}" not in html(open_page("examples", run=run, task="judge"))
    assert "why? &lt;script&gt;" in html(open_page("examples", run=run, task="judge"))


def deleted(app, run: str):
    app = choose(app, run, "Delete")
    return app.button(key="really").click().run()


def test_a_deleted_run_comes_back_by_undo(open_page, runs, three):
    app = deleted(open_page(), three[0])
    assert set(shown(app)) == set(three[1:])
    (trashed,) = store.list_trash(runs)
    app = app.button(key=f"undo-{trashed.parent.name}-button").click().run()
    assert set(shown(app)) == set(three)
    assert store.list_trash(runs) == []


def test_a_deleted_run_is_removed_when_the_page_is_left(open_page, runs, three):
    app = deleted(open_page(), three[0])
    assert len(store.list_trash(runs)) == 1
    assert three[0] not in shown(app.run())  # to stay is not to leave
    assert len(store.list_trash(runs)) == 1

    def leave():
        from pages.parts import undo  # noqa: PLC0415  as the frame does for every other page

        undo.forget()

    other = AppTest.from_function(leave)
    other.session_state["deleted runs"] = app.session_state["deleted runs"]
    assert not other.run().exception
    assert store.list_trash(runs) == []
    assert sorted(f.name for f in store.list_runs(runs)) == sorted(three[1:])


def test_what_another_visit_deleted_is_offered_and_not_removed(open_page, runs, three):
    deleted(open_page(), three[0])  # a tab that was closed
    app = open_page()
    (trashed,) = store.list_trash(runs)
    next(b for b in app.button if b.key == f"restore-{trashed.parent.name}").click().run()
    assert (runs / three[0]).exists()


def test_the_only_run_comes_back_after_its_visit_and_is_removed_for_good_only_after_a_question(open_page, runs):
    run = make_run(runs)
    deleted(open_page(), run)
    app = open_page()
    assert "What did it forget?" in text(app)  # nothing else is there
    (trashed,) = store.list_trash(runs)
    app = app.button(key="trash-remove").click().run()
    assert run in text(app) and store.list_trash(runs) == [trashed]
    app.button(key="trash-really").click().run()
    assert store.list_trash(runs) == []

    again = make_run(runs)
    deleted(open_page(), again)
    app, (trashed,) = open_page(), store.list_trash(runs)
    app.button(key=f"restore-{trashed.parent.name}").click().run()
    assert (runs / again).exists()


def test_a_run_that_others_start_from_is_spared(runs, three):
    child = make_run(runs, name="Child", state="queued", stages=-1)
    store.update_progress(runs / child, created=9e9, heartbeat=9e9)
    store.write_plan(runs / child, {**store.read_plan(runs / child), "start": {"run": three[0], "snapshot": "1"}})
    for act in (acts.delete, acts.drop_checkpoints):
        with pytest.raises(UserError, match=f"{child} starts from the weights of {three[0]}"):
            act(three[0])
    assert (runs / three[0]).exists()


def test_checkpoints_are_dropped_after_a_question(open_page, runs):
    run = make_run(runs)
    (runs / run / "checkpoints").mkdir()
    (runs / run / "checkpoints" / "1.safetensors").write_bytes(b"0" * 5_000_000)
    app = open_page()
    assert "5 MB of it checkpoints" in text(app)
    app = choose(app, run, "Drop checkpoints").button(key="really").click().run()
    assert not (runs / run / "checkpoints").exists()
    assert "of it checkpoints" not in text(open_page())


def test_a_run_is_exported_with_the_command_that_does_the_same(open_page, runs):
    run = make_run(runs)
    app = choose(open_page(), run, "Export as ZIP")
    assert f"python -m engine export {run} --out {run}.zip --without-checkpoints" in text(app)
    assert app.checkbox(key=f"zip-checkpoints-{run}").disabled  # it has none


def test_checkpoints_too_large_for_a_browser_come_by_the_command_that_is_shown(open_page, runs, monkeypatch):
    run = make_run(runs)
    (runs / run / "checkpoints").mkdir()
    (runs / run / "checkpoints" / "1.safetensors").write_bytes(b"0" * 1000)
    monkeypatch.setattr(run_dialogs, "LARGEST", 999)
    app = choose(open_page(), run, "Export as ZIP")
    assert app.checkbox(key=f"zip-checkpoints-{run}").disabled
    assert f"python -m engine export {run} --out {run}.zip\n" in text(app) + "\n"
    assert "With the checkpoints, too:" in text(app)


def test_an_id_offered_for_one_zip_is_not_that_of_the_next(open_page, runs):
    run = make_run(runs)
    target = io.BytesIO()
    store.pack(runs / run, target)
    app = open_page()
    app = app.file_uploader(key="import-zip").set_value(("a.zip", target.getvalue(), "application/zip")).run()
    app = app.button(key="import-go").click().run()
    assert app.text_input(key="import-id").value == f"{run}-2"
    app = app.button(key="import-go").click().run()
    assert (runs / f"{run}-2").exists() and app.text_input(key="import-id").value == ""
    app = app.button(key="import-go").click().run()
    assert app.text_input(key="import-id").value == f"{run}-3"
    app = app.file_uploader(key="import-zip").set_value(("b.zip", b"x", "application/zip")).run()
    assert app.text_input(key="import-id").value == ""


def test_an_uploaded_zip_becomes_a_run_and_a_taken_id_is_said(runs):
    run = make_run(runs)
    target = io.BytesIO()
    store.pack(runs / run, target)
    with pytest.raises(store.IdTaken, match="under another id"):
        acts.import_zip(target, "x.zip", "")
    assert acts.import_zip(target, "x.zip", f" {run}-2 ") == f"{run}-2"
    evil = io.BytesIO()
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("../x", "x")
    with pytest.raises(UserError, match="leads out of the run's folder"):
        acts.import_zip(evil, "evil.zip", "")
    assert len(store.list_runs(runs)) == 2


def test_a_view_is_bookmarked_listed_and_taken_off(open_page, runs):
    run = make_run(runs)

    def head():
        from pages.parts import head  # noqa: PLC0415  as the frame draws it over every page

        head.draw("labels")

    app = AppTest.from_function(head)
    for key, value in {"run": run, "task": "same", "first": "2", "second": "3"}.items():
        app.query_params[key] = value
    app = app.run()
    assert "Which labels were forgotten?" in html(app)
    app.text_input(key="bookmark name").input("MRPC *now*").run()
    assert [mark.address for mark in store.read_bookmarks(runs)] == [f"labels?run={run}&task=same&first=2&second=3"]
    app = open_page()
    assert r"MRPC \*now\*" in [link.proto.label for link in app.get("page_link")]
    app.button(key="unmark-0").click().run()
    assert store.read_bookmarks(runs) == []


def test_a_read_only_dashboard_keeps_nothing(open_page, runs, monkeypatch):
    run = make_run(runs)
    store.add_bookmark(runs, "a view", f"matrix?run={run}")
    trashed = acts.delete(make_run(runs, name="Gone"))
    monkeypatch.setenv("LETHE_READ_ONLY", "1")
    app = open_page("examples", run=run, example="1")
    assert not [box for box in app.text_input if box.key in ("bookmark name", f"note-{run}-judge-1")]
    for act in (
        lambda: acts.annotate(run, Remark(), "x", ()),
        lambda: acts.archive(run, True),
        lambda: acts.drop_checkpoints(run),
        lambda: acts.restore(trashed),
        lambda: acts.remove([trashed]),
        lambda: acts.import_zip(io.BytesIO(), "x", ""),
        lambda: acts.bookmark("x", "matrix"),
        lambda: acts.drop_bookmark("a view"),
    ):
        with pytest.raises(UserError, match="read-only"):
            act()
    assert [e.id for e in inventory.entries(runs)] == [run]
