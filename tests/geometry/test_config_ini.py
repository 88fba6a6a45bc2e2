"""`config.ini` as both original repositories ship it, and every mistake in it or its files with file and line."""

import re
from pathlib import Path

import numpy as np
import pytest

from engine.errors import UserError
from engine.geometry import batch, inputs
from engine.geometry.config import read_config

DIRECTPROBE = """\
[run]
# The directory of outputs
output_path = results/SS/

[data]
# the common directory path
common = data/SS
label_set_path = ${common}/labels/tags.txt
entities_path = ${common}/entities/train.txt
embeddings_path = ${common}/embeddings/layers/train/12.txt
test_entities_path = ${common}/entities/test.txt
test_embeddings_path = ${common}/embeddings/layers/test/12.txt

[clustering]
enable_cuda = True
rate=0.01
mode = probing
# mode = prediction
probing_cluster_path = results/SS/
"""
FINE_TUNING = """\
[run]
comments = [probing] SS-role
output_path = results/SS/

[data]
common = ./data/SS

label_set_path = ${common}/labels/tags.txt
entities_path = ${common}/entities/train.txt
test_entities_path = ${common}/entities/test.txt
embeddings_path = ${common}/embeddings/train/0/12.txt
test_embeddings_path = ${common}/embeddings/test/0/12.txt
batch_embeddings_path =

[clustering]
enable_cuda = True
rate=0.05
mode = probing
probing_cluster_path =
"""


def read(tmp_path, text):
    (tmp_path / "config.ini").write_text(text)
    return read_config(tmp_path / "config.ini")


def test_both_originals(tmp_path):
    one, other = read(tmp_path, DIRECTPROBE), read(tmp_path, FINE_TUNING)

    assert one.mode == other.mode == "probing"
    assert one.output == other.output == tmp_path / "results/SS"
    assert one.label_set == tmp_path / "data/SS/labels/tags.txt"
    assert one.test_embeddings == tmp_path / "data/SS/embeddings/layers/test/12.txt"
    assert one.clusters == tmp_path / "results/SS"
    assert (other.clusters, other.batch_embeddings) == (None, None)


def test_a_folder_of_results_stands_for_its_clusters(tmp_path):
    (tmp_path / "results/SS").mkdir(parents=True)
    assert read(tmp_path, DIRECTPROBE).clusters == tmp_path / "results/SS/clusters.txt"


def test_absolute_paths_and_keys_of_ones_own_that_others_use(tmp_path):
    text = FINE_TUNING.replace("./data/SS", "/srv/${task}").replace("common =", "task = POS\ncommon =")
    assert read(tmp_path, text).entities == Path("/srv/POS/entities/train.txt")


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("entities_path = ${common}/entities/train.txt\ntest", "test", "line 5: [data] has no key 'entities_path'"),
        ("\nembeddings_path =", "\nembedings_path =", "line 11: unknown key in [data] 'embedings_path'; did you mean"),
        ("\nembeddings_path = ${common}/embeddings/train/0/12.txt", "\nembeddings_path =",
         "line 11: embeddings_path is empty. Mode probing needs it"),
        ("mode = probing", "mode = probe", "line 18: unknown mode 'probe'; did you mean 'probing'"),
        ("mode = probing\n", "", "line 15: [clustering] has no key 'mode'"),
        ("mode = probing", "mode = prediction", "line 19: probing_cluster_path is empty. Mode prediction needs it"),
        ("mode = probing", "mode = batch_probing", "line 13: batch_embeddings_path is empty. Mode batch_probing needs"),
        ("[clustering]", "[cluster]", "line 15: unknown section 'cluster'; did you mean 'clustering'"),
        ("output_path = results/SS/\n", "", "line 1: [run] has no key 'output_path'. Results go there"),
        ("rate=0.05", "rate=0.05\nrate=0.1", "line 18: rate is there twice"),
        ("[run]\n", "", "line 1: expected a [section], and below it `key = value`, got 'comments = [probing] SS-role'"),
        ("rate=0.05", "rate", "line 17: expected a [section], and below it `key = value`, got 'rate'"),
        ("common = ./data/SS\n", "", "line 7: label_set_path cannot be filled in"),
    ],
)  # fmt: skip
def test_mistakes_in_the_file_are_named_with_its_line(tmp_path, old, new, said):
    assert old in FINE_TUNING
    with pytest.raises(UserError, match=r"config\.ini, " + re.escape(said)):
        read(tmp_path, FINE_TUNING.replace(old, new, 1))


def test_no_file_and_no_section(tmp_path):
    with pytest.raises(UserError, match="nowhere.ini: cannot be read: No such file"):
        read_config(tmp_path / "nowhere.ini")
    with pytest.raises(UserError, match=r"there is no section \[clustering\] with the key 'mode'"):
        read(tmp_path, FINE_TUNING[: FINE_TUNING.index("[clustering]")])


@pytest.fixture
def given(tmp_path):
    """Writes a file and gives its path."""

    def write(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write


def test_labels_are_a_set_in_order(given):
    assert inputs.read_labels(given("tags.txt", "VERB\nADJ\nVERB\n\n")) == ("ADJ", "VERB")


def test_entities_and_embeddings(given):
    entities = given("train.txt", "a dog, here\tNOUN\r\n\tVERB\r\n")
    assert inputs.read_entities(entities, ("NOUN", "VERB")).tolist() == [0, 1]
    vectors = inputs.read_embeddings(given("12.txt", "1 -2.5e-3  3\n4\t5 6\n"), 2, entities)
    assert np.array_equal(vectors, [[1, -0.0025, 3], [4, 5, 6]])


@pytest.mark.parametrize(
    "text, said",
    [
        ("A\n", "tags.txt: has one label only, 'A': two are needed"),
        ("A\n\nB\n", "tags.txt, line 2: is empty"),
        ("", "tags.txt: is empty"),
    ],
)
def test_mistakes_in_labels(given, text, said):
    with pytest.raises(UserError, match=said):
        inputs.read_labels(given("tags.txt", text))


@pytest.mark.parametrize(
    "text, said",
    [
        ("a\tA\nb\t\n", "train.txt, line 2: has an empty label"),
        ("a\tA\nb\tC\n", "train.txt, line 2: unknown label 'C'.* There is: A, B"),
        ("a\tA\nb B\n", "train.txt, line 2: expected an entity, a tab and its label, got 1 columns: 'b B'"),
        ("a\tb\tA\n", "train.txt, line 1: expected an entity, a tab and its label, got 3 columns"),
        ("a\tA\n\nb\tB\n", "train.txt, line 2: is empty"),
    ],
)
def test_mistakes_in_entities(given, text, said):
    with pytest.raises(UserError, match=said):
        inputs.read_entities(given("train.txt", text), ("A", "B"))


@pytest.mark.parametrize(
    "text, said",
    [
        ("1 2\n3\n", "12.txt, line 2: has 1 numbers, the first line has 2"),
        ("1 2\n3 nan\n", "12.txt, line 2: column 2 is nan: a coordinate is a finite number"),
        ("1 -inf\n3 4\n", "12.txt, line 1: column 2 is -inf"),
        ("1 2\n3 x4\n", "12.txt, line 2: 'x4' is no number"),
        ("1 2\n3 4\n5 6\n", r"12.txt has 3 vectors, but .*train.txt has 2 entities: one each is needed"),
        ("1 2\n", r"12.txt has 1 vectors, but .*train.txt has 2 entities"),
    ],
)
def test_mistakes_in_embeddings(given, text, said):
    with pytest.raises(UserError, match=said):
        inputs.read_embeddings(given("12.txt", text), 2, Path("train.txt"))


def test_other_bytes_than_utf8_are_refused(tmp_path):
    (tmp_path / "tags.txt").write_bytes(b"A\nB\xff\n")
    with pytest.raises(UserError, match=r"tags.txt: is not UTF-8 text \(byte 3\)"):
        inputs.read_labels(tmp_path / "tags.txt")


def test_checkpoints_and_layers_in_their_order(tmp_path):
    for name in ("10/2.txt", "10/12.txt", "9/1.txt", "last/3.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1\n")

    found = batch.spaces(tmp_path)

    assert {name: list(layers) for name, layers in found.items()} == {"9": [1], "10": [2, 12], "last": [3]}
    assert list(found) == ["9", "10", "last"]
    (tmp_path / "9" / "notes.md").write_text("")
    with pytest.raises(UserError, match="notes.md: expected files named by their layer"):
        batch.spaces(tmp_path)


@pytest.mark.parametrize(
    "make, said",
    [(None, "there is no such folder"), ("", "has no checkpoints"), ("0", "0 has no embeddings: expected a file per")],
)
def test_nothing_to_follow(tmp_path, make, said):
    folder = tmp_path / "batch"
    if make is not None:
        (folder / make).mkdir(parents=True)
    with pytest.raises(UserError, match=said):
        batch.spaces(folder)
