"""`report` and `examples --export` from the words that are typed."""

import io
import json
import sys
import zipfile
from pathlib import Path

import pytest

from engine.__main__ import main

sys.path.insert(0, str(Path(__file__).parents[1] / "pages"))
from toy_run import SENTENCES, make_run  # noqa: E402


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    return str(folder / make_run(folder))


def test_a_report_and_its_figures(run, capsys, tmp_path):
    page, figures = tmp_path / "r.html", tmp_path / "f.zip"
    few = ["--sections", "labels,examples", "--tasks", "judge", "--title", "For <us>", "--size", "slide"]
    assert main(["report", run, "--out", str(page), "--zip", str(figures), *few, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"run": Path(run).name, "report": str(page), "figures": str(figures)}
    made = page.read_text("utf-8")
    assert "<h1>For &lt;us&gt;</h1>" in made and SENTENCES[1] in made
    assert "judge-labels.pdf" in zipfile.ZipFile(io.BytesIO(figures.read_bytes())).namelist()
    assert main(["report", run, "--out", str(page), "--sections", "examples", "--without-texts"]) == 0
    assert SENTENCES[1] not in page.read_text("utf-8") and capsys.readouterr().out == f"{page}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say where to: --out FILE.html, --zip FIGURES.zip, or both"),
        (
            ["--out", "OUT", "--sections", "answers"],
            "unknown section 'answers'; did you mean 'answer'? There is: answer, plan, matrices",
        ),
        (["--out", "OUT", "--tasks", "cola"], "unknown task 'cola'. There is: judge, same, names"),
        (["--out", "nowhere/r.html"], "cannot write nowhere/r.html: No such file or directory"),
        (["--zip", "OUT", "--sections", "plan"], "these sections have no figure"),
    ],
)
def test_a_mistake_is_one_line(run, capsys, tmp_path, words, said):
    few = [] if "--sections" in words else ["--sections", "plan"]
    assert main(["report", run, *few, *[str(tmp_path / "o") if word == "OUT" else word for word in words]]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"lethe: {said}") and error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_forgotten_set_is_written_whole(run, capsys, tmp_path):
    file = tmp_path / "forgotten.jsonl"
    asked = ["examples", run, "--task", "judge", "--change", "forgotten", "--limit", "1", "--export", str(file)]
    assert main(asked) == 0
    assert capsys.readouterr().out == f"3 sentences in 3 examples: {file}\n"
    assert [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()] == list(SENTENCES[1:4])
    assert main([*asked, "--without-texts", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["matching_units"] == 3
    assert "Cats" not in file.read_text("utf-8")
    assert main(["examples", run, "--task", "judge", "--export", str(tmp_path / "x.txt")]) == 2
    assert "examples are exported as .jsonl or .csv, not '.txt'" in capsys.readouterr().err
