"""The published systems' data sets as they lie here, counted by other means than the readers. Skipped where absent."""

import csv
import functools
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from engine import tasks
from engine.errors import UserError

DATA = Path(os.environ.get("LETHE_DATA") or Path(__file__).parents[3] / "shared" / "data")


def needs(folder):
    return pytest.mark.skipif(not (DATA / folder).exists(), reason=f"the real {folder} is not here: set LETHE_DATA")


@functools.cache
def real(name, malformed="refuse"):
    return tasks.load(name, DATA, malformed=malformed)


def rows(name, malformed="refuse"):
    return len(real(name, malformed).train), len(real(name, malformed).evaluation)


def counts(examples):
    return Counter(example.gold for example in examples)


@needs("sst")
def test_sst():
    data = real("sst")
    assert rows("sst") == (8544, 1101)
    assert [counts(data.train)[label] for label in "01234"] == [1092, 2218, 1624, 2322, 1288]
    assert [counts(data.evaluation)[label] for label in "01234"] == [139, 289, 229, 279, 165]
    assert all(text == text.strip() for e in data.train for text in e.texts)
    assert (data.official, data.split_note, data.task.evaluation_name) == (True, "CS224N minBERT", "dev")
    assert len({e.texts for e in data.evaluation}) == 1100  # one sentence is there twice
    trained = {e.texts for e in data.train}
    assert sum(e.texts in trained for e in data.evaluation) == 2  # and both of them in training, too


@needs("quora")
def test_quora_has_two_malformed_rows_that_are_never_dropped_in_silence():
    with pytest.raises(UserError) as error:
        real("qqp")
    assert str(error.value) == (
        "quora/quora-train.csv, line 2577: column 'is_duplicate' must hold a label, got ''; and 1 more (line 14222). "
        "To leave them out: task_settings.qqp.malformed=drop"
    )
    data = real("qqp", "drop")
    assert rows("qqp", "drop") == (14998, 5214)
    assert counts(data.train) == {"0": 9385, "1": 5613}
    assert counts(data.evaluation) == {"0": 3242, "1": 1972}
    assert (data.malformed, data.official) == (2, False)
    assert data.source == "local: quora/quora-train.csv (2 malformed rows dropped), quora/quora-dev.csv"
    with (DATA / "quora/quora-train.csv").open(encoding="utf-8", newline="") as file:
        whole = [row for row in csv.DictReader(file, delimiter="\t") if row["is_duplicate"]]
    assert [e.texts for e in data.train] == [(r["sentence1"].strip(), r["sentence2"].strip()) for r in whole]


@needs("sts")
def test_sts():
    data = real("sts")
    assert rows("sts") == (6040, 863)
    gold = [e.gold for e in data.evaluation]
    assert (min(gold), max(gold), len(set(gold)), gold.count(0.0), gold.count(5.0)) == (0.0, 5.0, 62, 59, 52)
    assert round(sum(gold) / len(gold), 3) == 2.723
    assert round(sum(e.gold for e in data.train) / 6040, 4) == 2.6131
    assert (data.task.kind, data.task.metrics, data.official) == ("regression", ("pearson", "spearman"), True)


@needs("cfimdb")
def test_cfimdb():
    data = real("cfimdb")
    assert rows("cfimdb") == (1707, 245)
    assert counts(data.train) == {"0": 856, "1": 851}
    assert counts(data.evaluation) == {"0": 123, "1": 122}
    assert data.official is True


@needs("imdb")
def test_imdb_has_its_line_breaks_back():
    data = real("imdb")
    assert rows("imdb") == (4000, 1000)
    assert counts(data.train) == {"positive": 2000, "negative": 2000}
    assert [e.gold for e in data.evaluation[:4]] == ["positive", "negative"] * 2
    assert not any("<br" in e.texts[0] for e in (*data.train, *data.evaluation))
    assert sum(e.texts[0].count("\n") for e in data.train) == 16534 - trailing_breaks(data)
    assert (data.official, data.task.evaluation_name) == (False, "test")


def trailing_breaks(data):
    """Breaks at the very end or beginning of a review, which are no breaks between lines."""
    texts = [json.loads(line)["text"] for line in (DATA / "imdb/train.jsonl").read_text("utf-8").split("\n") if line]
    kept = [text.replace("<br />", "\n") for text in texts]
    assert len(kept) == len(data.train)
    return sum(text.count("\n") - text.strip().count("\n") for text in kept)


@needs("trec")
def test_trec_coarse_and_fine():
    coarse, fine = real("trec"), real("trec-fine")
    assert rows("trec") == rows("trec-fine") == (5452, 500)
    assert counts(coarse.train) == {"ENTY": 1250, "HUM": 1223, "DESC": 1162, "NUM": 896, "LOC": 835, "ABBR": 86}
    assert counts(coarse.evaluation) == {"DESC": 138, "NUM": 113, "ENTY": 94, "LOC": 81, "HUM": 65, "ABBR": 9}
    assert len(counts(fine.train)) == 50 == len(fine.task.labels)
    assert counts(fine.train).most_common(3) == [("HUM:ind", 962), ("LOC:other", 464), ("DESC:def", 421)]
    assert len(counts(fine.evaluation)) == 42
    assert sum(any(ord(c) > 127 for c in e.texts[0]) for e in coarse.train) == 1
    assert [e.texts for e in coarse.train] == [e.texts for e in fine.train]
    assert (coarse.official, fine.official, coarse.task.evaluation_name) == (True, True, "test")


@needs("ag_news")
def test_the_two_ag_news_files_have_other_columns_and_another_label_base():
    data = real("ag_news")
    assert rows("ag_news") == (5000, 2000)
    assert counts(data.train) == {"Business": 1281, "World": 1259, "Sports": 1257, "Sci/Tech": 1203}
    assert counts(data.evaluation) == {"World": 511, "Sports": 526, "Business": 449, "Sci/Tech": 514}
    assert not any("\\" in e.texts[0] for e in (*data.train, *data.evaluation))
    assert data.official is False
    assert data.split_note == (
        "train has 5,000 examples, the official one 120,000; test has 2,000 examples, the official one 7,600"
    )


@needs("amazon_meta")
def test_the_amazon_domains():
    family = [name for name in tasks.names(DATA) if name.startswith("amazon:")]
    assert [name.removeprefix("amazon:") for name in family] == [
        "apparel", "baby", "books", "camera_photo", "dvd", "electronics", "health_personal_care", "kitchen_housewares",
        "magazines", "music", "software", "sports_outdoors", "toys_games", "video",
    ]  # fmt: skip
    assert {real(name).task.head for name in family} == {"amazon"}
    assert Counter(len(real(name).evaluation) for name in family) == {40: 14}
    shorter = {name: len(real(name).train) for name in family if len(real(name).train) < 160}
    assert shorter == {"amazon:apparel": 159, "amazon:magazines": 159, "amazon:software": 157, "amazon:video": 159}
    assert real("amazon:video").split_note.endswith("evaluated on, 1 of them by another task of its family")
    assert counts(real("amazon:software").evaluation) == {"positive": 15, "negative": 25}
    total = sum((counts(real(name).train) + counts(real(name).evaluation) for name in family), Counter())
    assert sum(total.values()) == 2800 - 6


@needs("amazon_meta/fdu_mtl")
def test_fdu_mtl_repeats_test_reviews_in_training():
    family = [name for name in tasks.names(DATA) if name.startswith("fdu:")]
    assert len(family) == 14
    assert Counter(len(real(name).evaluation) for name in family) == {200: 14}
    assert counts(real("fdu:books").evaluation) == {"negative": 103, "positive": 97}
    for name in family:
        assert not {e.texts for e in real(name).train} & {e.texts for e in real(name).evaluation}
    assert real("fdu:magazines").split_note.endswith("training rows left out: their text is evaluated on")


@needs("amazon_meta")
def test_amazon_and_fdu_mtl_have_the_same_labels_for_the_same_reviews():
    """The one file spells its labels, the other has 1 and 0: a flipped map would show here."""
    spelled = {e.texts: e.gold for e in (*real("amazon:dvd").train, *real("amazon:dvd").evaluation)}
    numbered = {e.texts: e.gold for e in real("fdu:dvd").train}
    both = set(spelled) & set(numbered)
    assert len(both) == 199  # one is there twice
    assert all(spelled[text] == numbered[text] for text in both)


@pytest.mark.skipif(not DATA.exists(), reason="the real data sets are not here: set LETHE_DATA")
def test_availability_of_the_published_systems_data():
    found = {a.task: a for a in tasks.availability(DATA, ["qqp", "sst", "imdb", "amazon:books"])}
    assert found["qqp"].malformed == 2
    assert (found["sst"].official, found["sst"].problem) == (True, "")
    assert (found["imdb"].official, found["amazon:books"].official) == (False, None)
    assert (found["amazon:books"].train_rows, found["amazon:books"].evaluation_rows) == (160, 40)
