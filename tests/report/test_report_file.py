"""A run as one HTML file: complete, the same bytes each time, nothing in it that should stay at home."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from latex2mathml.converter import convert
from planted_run import FORMS, SECRETS
from test_published_pages import minbert_run
from test_recovery_page import stored
from toy_run import SENTENCES, WORDS, make_run

from engine import presets, report, store
from engine.analysis.formulas import FORMULAS
from engine.analysis.selection import Pair
from engine.errors import UserError
from engine.plan import Plan
from engine.report import Choice, Source
from engine.report.blocks import Table
from engine.report.sections import SECTIONS, reproduce

ROOT = Path(__file__).parents[2]
FEW = ("answer", "labels", "examples", "reproduce")
VOID = {"meta", "link", "br", "img"}


class Tags(HTMLParser):
    """Every tag with its attributes; complains where one is not closed."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open, self.words = [], [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def made(planted):
    """All there is of the run with the secrets: the one report with every section."""
    patch = pytest.MonkeyPatch()
    patch.setenv("LETHE_TOKEN", "s3cr3t-token")
    patch.setenv("HOME", "/home/ann")
    yield report.html(Source(planted), Choice(note=f"see /home/ann/todo.txt, {FORMS}"))
    patch.undo()


@pytest.fixture(scope="module")
def tags(made):
    return Tags(made)


def test_there_are_sections_and_every_one_says_what_its_numbers_are():
    assert len(SECTIONS) >= 10
    for key, module in SECTIONS.items():
        assert module.TITLE and module.__doc__, key
        assert [name for name in module.FORMULAS if name not in FORMULAS] == [], key


@pytest.mark.parametrize("key", SECTIONS)
def test_a_section_has_something_to_say_or_says_why_not(toy, key):
    source = Source(toy)
    try:
        section = report.section(source, key)
    except UserError as reason:
        assert key in ("entities", "recovery", "geometry", "noise", "pretraining", "published") and str(reason)
        return
    assert section.blocks
    for table in (block for block in section.blocks if isinstance(block, Table)):
        assert all(len(row) == len(table.head) for row in table.rows)
    names = [picture.name for picture in section.pictures]
    assert len(set(names)) == len(names)
    for picture in section.pictures:
        said = picture.figure.caption
        assert toy.id in said and "n = " in said and "seed 7" in said and re.search("snapshot|first: ", said)


def test_it_is_one_well_formed_page_that_asks_for_nothing(made, tags):
    assert made.startswith("<!DOCTYPE html>")
    assert not {tag for tag, _ in tags.found} & {"script", "iframe", "object", "embed", "form", "base", "link"}
    links = [value for _, attrs in tags.found for key, value in attrs.items() if key in ("href", "src", "action")]
    ids = [attrs["id"] for _, attrs in tags.found if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert links and all(link.startswith("data:image/png") or link[1:] in ids for link in links)
    assert not [key for _, attrs in tags.found for key in attrs if key.startswith("on")]
    assert not re.search(r"@import|url\((?!#)", made)
    policy = next(attrs["content"] for tag, attrs in tags.found if attrs.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy and "script" not in policy


def test_it_says_what_was_forgotten_with_its_evidence(made, tags):
    said = " ".join(" ".join(tags.words).split())
    for words in (
        "there is not enough evidence of any change for Judge and Same",
        "Judge: not enough evidence of any change: MCC .500 → .000, difference −.500",
        "so nothing came after that could make it forget",
        "from …/split.txt",
        "there is no control of this run and no other seed",
        "averages different kinds of metric: MCC, accuracy",
        "Negative flip rate (NFR)",
        "Lopez-Paz and Ranzato 2017",
        "Cats sleeps the.",
        "python -m engine launch plan.json",
    ):
        assert words in said, words


def test_the_same_run_gives_the_same_bytes_in_another_process(toy, tmp_path):
    made = report.html(Source(toy, tasks=("judge",)), Choice(FEW, ("judge",)))
    command = [sys.executable, "-m", "engine", "report", str(toy.folder), "--out", str(tmp_path / "r.html")]
    command += ["--sections", ",".join(FEW), "--tasks", "judge"]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "r.html").read_text(encoding="utf-8") == made


def test_no_secret_no_path_and_no_name_of_a_person_or_host_gets_in(planted, made):
    assert [secret for secret in SECRETS if secret in made] == []
    assert str(planted.folder.parent) not in made
    assert not re.search(r"(?<![\w<.])/(home|srv|opt|tmp|root|usr|var|etc)\b", made)
    assert "…/bert-secret" in made and "…/dev.tsv" in made  # what a path led to may be known
    assert "torch" in made and "3.11.7" in made
    assert "<script" not in made and made.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 10  # name, label, split


def test_without_texts_no_word_of_an_example_is_left(toy):
    made = report.html(Source(toy, texts=False), Choice(("answer", "examples"), texts=False))
    said = " ".join(Tags(made).words)
    assert [text for text in SENTENCES if text in said] == []
    source = Source(toy, texts=False, tasks=("names",))
    source.pairs["names"] = Pair(1, 3)
    shown = str(report.section(source, "examples").blocks)
    assert [word for words in WORDS for word in words if f"'{word}'" in shown] == [] and "word 2" in shown
    assert "#1" in said and "The examples&#x27; words are left out" in made


def test_without_texts_the_values_of_an_uploaded_column_are_left_out(tmp_path):
    run = store.open_run(tmp_path / make_run(tmp_path))
    store.write_column(run.folder, "judge", "speaker", {i: f"Speaker {i % 2}" for i in range(8)})
    said = [str(report.section(Source(run, texts=texts, tasks=("judge",)), "slices").blocks) for texts in (True, False)]
    assert ["Speaker 1" in words and "speaker" in words for words in said] == [True, False]
    assert "speaker" not in said[1]


def test_what_is_left_out_is_left_out(toy):
    source = Source(toy, tasks=("same",))
    choice = Choice(sections=("labels",), tasks=("same",), without=("same-labels",), title="A <b>", note="Look:\nhere")
    made = report.html(source, choice)
    assert "<h1>A &lt;b&gt;</h1>" in made and "Look:\nhere" in made
    assert "Which labels were forgotten?" in made and "How much was forgotten?" not in made
    assert "same-labels" not in made and "Judge" not in made


def test_a_run_that_has_only_begun_is_refused_with_the_reason(tmp_path):
    run = store.open_run(tmp_path / make_run(tmp_path, state="queued", stages=-1))
    with pytest.raises(UserError, match="there is nothing to report: run .* has no snapshot yet"):
        report.html(Source(run), Choice(sections=("answer", "matrices", "reproduce")))


def test_a_link_says_the_choice_there_and_back(toy):
    choice = Choice(("answer", "labels"), ("same",), ("same-labels",), False, "T", "N")
    assert report.read(toy, choice.to_query()) == (choice, [])
    assert report.read(toy, {}) == (Choice(), []) and Choice().to_query() == {}
    _, ignored = report.read(toy, {"sections": "answer,nonsense", "tasks": "../x"})
    assert len(ignored) == 2 and "nonsense" in ignored[0] and "../x" in ignored[1]


@pytest.mark.parametrize("key", [key for key, formula in FORMULAS.items() if formula.latex])
def test_every_formula_is_mathematics_without_a_script(key):
    latex = FORMULAS[key].latex.replace(r"\arg", r"\mathrm{arg}\,")
    root = ET.fromstring(convert(latex, display="block"))
    assert root.tag.endswith("math") and "\\" not in "".join(root.itertext())


def test_a_figure_is_in_the_report_once_for_a_desk_and_once_for_a_phone(planted, tags):
    pictures = [picture for section in report.written(Source(planted), Choice())[0] for picture in section.pictures]
    assert sum(tag == "svg" for tag, _ in tags.found) == 2 * len(pictures) > 10


@pytest.mark.parametrize("name", presets.names())
def test_the_plan_is_short_and_reads_back_as_the_same_plan(name):
    plan = Plan.from_json(presets.load(name))
    told = reproduce.short(plan)
    assert Plan.from_json(told) == plan
    assert len(str(told)) < len(str(plan.to_json())) and all(stage["tasks"] for stage in told["stages"])


def test_refits_and_controls_come_in_where_there_are_any(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.store.checkpoint_file", lambda *_: None)
    run = make_run(tmp_path)
    stored(tmp_path, run)
    other = store.open_run(tmp_path / make_run(tmp_path, name="another seed"))
    source = Source(store.open_run(tmp_path / run), tasks=("judge",), controls=lambda *_: ([], [other]))
    made = report.html(source, Choice(("recovery", "noise")))
    assert "Of 3 forgotten sentences: 33.3 % recovered by bias, 33.3 % recovered by head" in made
    assert "of 1 seed control 0.0 % flip anyway: an excess of +50.0 points" in made


def test_a_geometry_comes_in_where_it_is_measured(measured):
    made = report.html(Source(store.open_run(measured), tasks=("mini-ner",)), Choice(("geometry",)))
    for said in ("probe gap 0.", "In layer 2 a forgotten unit", "what its own head answers", "untrained head"):
        assert said in made


def test_a_published_table_comes_in_beside_the_run_that_is_its_row(tmp_path):
    run = store.open_run(tmp_path / minbert_run(tmp_path))
    made = report.html(Source(run), Choice(("published",)))
    assert "CS224N" in made and '<th scope="col" class=n>published</th><th scope="col" class=n>this run</th>' in made
