"""The official files and their quirks. Skipped where they are not at hand."""

import functools
import os
from collections import Counter
from pathlib import Path

import conllu
import pytest

from engine import tasks
from engine.errors import UserError
from engine.tasks.catalogue import CONLL_LABELS

DATA = Path(os.environ.get("LETHE_DATA") or Path(__file__).parents[3] / "shared" / "data")


def needs(folder):
    return pytest.mark.skipif(not (DATA / folder).exists(), reason=f"the real {folder} is not here: set LETHE_DATA")


@functools.cache
def real(name):
    return tasks.load(name, DATA)


@needs("cola")
def test_cola_has_no_header_and_no_final_newline():
    data = real("cola")
    assert not (DATA / "cola/dev.tsv").read_bytes().endswith(b"\n")
    assert (len(data.train), len(data.evaluation)) == (8551, 1043)
    assert Counter(e.gold for e in data.evaluation) == {"0": 322, "1": 721}
    assert data.official is True
    assert data.evaluation[0].tags == {"source": "gj04"}
    assert data.evaluation[4].tags == {"source": "cj99", "mark": "*"}
    assert data.source == "local: cola/train.tsv, cola/dev.tsv"


@needs("mrpc")
def test_mrpc_has_a_byte_order_mark_and_unbalanced_quotes():
    data = real("mrpc")
    assert (DATA / "mrpc/dev.tsv").read_bytes().startswith(b"\xef\xbb\xbfQuality")
    assert (len(data.train), len(data.evaluation)) == (3668, 408)
    assert Counter(e.gold for e in data.evaluation) == {"1": 279, "0": 129}
    assert sum("".join(e.texts).count('"') % 2 for e in data.evaluation) == 16
    assert data.official is True


@needs("rte")
def test_rte():
    data = real("rte")
    assert (len(data.train), len(data.evaluation)) == (2490, 277)
    assert Counter(e.gold for e in data.evaluation) == {"entailment": 146, "not_entailment": 131}
    assert data.official is True


@needs("mnli")
def test_the_local_mnli_is_no_official_split():
    data = real("mnli")
    assert Counter(e.gold for e in data.evaluation) == {"entailment": 532, "contradiction": 512, "neutral": 456}
    assert data.official is False
    assert data.split_note == (
        "train has 5,370 examples, the official one 392,702; dev_matched has 1,500 examples, the official one 9,815"
    )


@needs("mnli")
def test_mnli_columns_are_found_by_name_in_files_of_12_and_16_columns(tmp_path):
    source = (DATA / "mnli/glue_dev_matched_first51.tsv").read_text("utf-8").split("\n")[:5]
    rows = [line.split("\t") for line in source]
    for file, width in (("train.tsv", 12), ("dev_matched.tsv", 16)):
        wide = [[r[0], *["x"] * (width - 4), r[1], r[2], r[3]] for r in rows]
        wide[0][1 : width - 3] = [f"other{n}" for n in range(width - 4)]
        (tmp_path / "MNLI").mkdir(exist_ok=True)
        (tmp_path / "MNLI" / file).write_text("\n".join("\t".join(r) for r in wide))
    data = tasks.load("mnli", tmp_path)
    assert [e.gold for e in data.evaluation] == ["neutral", "contradiction", "entailment", "contradiction"]
    assert data.train == data.evaluation
    assert data.evaluation[0].texts == tuple(rows[1][1:3])


@needs("conll2003")
def test_conll2003_in_iob2():
    data = real("conll2003")
    assert (len(data.train), sum(len(e.words) for e in data.train)) == (14041, 203621)
    assert len(data.evaluation) == 3250
    assert data.task.labels == CONLL_LABELS
    counts = Counter(label for e in data.evaluation for label in e.gold)
    assert [counts[label] for label in CONLL_LABELS] == [42759, 922, 346, 1842, 1307, 1341, 751, 1837, 257]
    assert max(len(e.words) for e in data.evaluation) == 109
    assert all("-DOCSTART-" not in e.words for e in (*data.train, *data.evaluation))
    assert data.official is True


@needs("conll2003")
def test_conll2003_in_iob1_gives_the_same_tags(tmp_path):
    (tmp_path / "conll2003").mkdir()
    (tmp_path / "conll2003/eng.train").write_bytes((DATA / "conll2003/train.txt").read_bytes())
    (tmp_path / "conll2003/eng.testa").write_bytes((DATA / "conll2003/iob1/eng.testa").read_bytes())
    data = tasks.load("conll2003", tmp_path)
    assert data.evaluation == real("conll2003").evaluation
    assert data.source == "local: conll2003/eng.train, conll2003/eng.testa"
    assert data.official is True


@needs("conll2003")
def test_a_conll_file_that_was_cut_off(tmp_path):
    (tmp_path / "conll2003").mkdir()
    content = (DATA / "conll2003/valid.txt").read_bytes()
    (tmp_path / "conll2003/train.txt").write_bytes(content)
    cut = content[: content.index(b"LEICESTERSHIRE") + len(b"LEICESTERSHIRE N")]
    (tmp_path / "conll2003/valid.txt").write_bytes(cut)
    with pytest.raises(UserError, match=r"^conll2003/valid.txt, line 5: expected 4 as in the first line, got 2"):
        tasks.load("conll2003", tmp_path)


@needs("ud_en_ewt")
def test_ud_skips_range_rows_and_empty_nodes():
    data = real("ud")
    assert (len(data.train), sum(len(e.words) for e in data.train)) == (12544, 204577)
    assert (len(data.evaluation), sum(len(e.words) for e in data.evaluation)) == (2001, 25147)
    counts = Counter(label for e in data.evaluation for label in e.gold)
    assert [counts[label] for label in ("NOUN", "PUNCT", "VERB", "AUX", "X")] == [4210, 3075, 2707, 1567, 59]
    assert set(data.task.labels) == set(counts)
    assert data.official is True
    assert data.split_note == "UD_English-EWT @15d613d"


@needs("ud_en_ewt")
def test_ud_sentences_are_those_the_conllu_package_finds_in_the_whole_file():
    sentences = conllu.parse((DATA / "ud_en_ewt/en_ewt-ud-dev.conllu").read_text("utf-8"))
    words = [[t for t in sentence if isinstance(t["id"], int)] for sentence in sentences]
    found = real("ud").evaluation
    assert [e.words for e in found] == [tuple(t["form"] for t in sentence) for sentence in words]
    assert [e.gold for e in found] == [tuple(t["upos"] for t in sentence) for sentence in words]


@needs("trec")
def test_a_users_latin_1_file(tmp_path):
    rows = (DATA / "trec/train_5500.label").read_bytes().split(b"\n")
    tsv = b"\n".join(row.replace(b":", b"\t", 1) for row in rows)
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "train.tsv").write_bytes(tsv)
    entry = '{"kind": "sequence", "format": "tsv", "header": false, "columns": {"text": 1, "label": 0}, "encoding": '
    entry += '"latin-1", "files": {"train": "train.tsv", "evaluation": "train.tsv"}}'
    (folder / "task.json").write_text(entry)
    data = tasks.load("questions", tmp_path)
    assert len(data.train) == 5452
    assert data.task.labels == ("ABBR", "DESC", "ENTY", "HUM", "LOC", "NUM")
    assert sum("\xf0" in e.texts[0] for e in data.train) == 1  # the one byte that is no ASCII
    (folder / "task.json").write_text(entry.replace('"latin-1"', '"utf-8"'))
    with pytest.raises(UserError, match=r"^questions/train.tsv, line \d+: byte 0x.. is not utf-8"):
        tasks.load("questions", tmp_path)


@pytest.mark.skipif(not DATA.exists(), reason="the real data sets are not here: set LETHE_DATA")
def test_availability_says_what_is_official():
    found = {a.task: a for a in tasks.availability(DATA)}
    official = [name for name, a in found.items() if a.official]
    assert official == [
        "cola", "mrpc", "rte", "conll2003", "ud", "sst", "sts", "cfimdb", "trec", "trec-fine",
    ]  # fmt: skip
    assert found["mnli"].problem.startswith("train has 5,370 examples")
    assert found["ud"].where == "local: ud_en_ewt/en_ewt-ud-train.conllu, ud_en_ewt/en_ewt-ud-dev.conllu"
