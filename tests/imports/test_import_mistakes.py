"""Every mistake gets one line that says where it is; nothing is left behind."""

import json

import pytest

from engine import tasks
from engine.errors import UserError
from engine.imports import import_predictions

COLA = tasks.load("mini-cola", None).evaluation
NER = tasks.load("mini-ner", None).evaluation
H = "index\tlabel\tfirst\tsecond\n"
B = "index\tlabel\tprediction\n"
FLIPPED = str(1 - int(COLA[0].gold))

MISTAKES = {
    "no column index": (
        "id\tlabel\tfirst\n0\t1\t1",
        "cola",
        r"^x.tsv, line 1: there is no column 'index'; .*got id, label, first",
    ),
    "no column label": ("index\tfirst\n0\t1", "cola", r"line 1: there is no column 'label'"),
    "no predictions": ("index\tlabel\n0\t1", "cola", r"line 1: there is no column of predictions"),
    "a column twice": ("index\tlabel\ta\ta\n", "cola", r"line 1: column 'a' is there twice"),
    "a column without a name": ("index\tlabel\t\n0\t1\t1", "cola", r"line 1: column 3 has no name"),
    "a short row": (H + "0\t1\t1\t1\n1\t1\t1\n", "cola", r"line 3: has 3 columns, the header has 4"),
    "an empty cell": (H + "0\t1\t\t1\n", "cola", r"line 2: column 'first' is empty"),
    "an odd index": (H + "x\t1\t1\t1\n", "cola", r"line 2: an index is a whole number from 0, got 'x'"),
    "a negative index": (H + "-1\t1\t1\t1\n", "cola", r"line 2: an index is a whole number from 0, got '-1'"),
    "an index twice": (
        H + "5\t1\t1\t1\n5\t1\t1\t1",
        "cola",
        r"line 3 \(index 5\): 'first' answers this index twice; .*x.tsv, line 2",
    ),
    "a label outside": (
        H + "0\t2\t1\t1\n",
        "cola",
        r"line 2 \(index 0\): label '2' is not a label of cola; its labels are 0, 1",
    ),
    "a prediction outside": (H + "0\t1\t1\tyes\n", "cola", r"prediction of 'second' 'yes' is not a label of cola"),
    "only a header": (H, "cola", r"^x.tsv: holds no predictions"),
    "an empty file": (" \n", "cola", r"^x.tsv: is empty; expected a table"),
    "prose": (
        "Some words\nand more",
        "cola",
        r"line 1: 'Some words': not a format that can be imported; expected a table",
    ),
    "a JSON array": ('[{"id": 1}]', "cola", r"not a format that can be imported; .* or JSON lines"),
    "quotes": ('index,label,a\n0,"1,1', "cola", r"line 2: not readable as comma-separated values"),
    "another label": (
        f"{H}0\t{FLIPPED}\t1\t1\n",
        "mini-cola",
        rf"line 2 \(index 0\): the label is {FLIPPED} here, but {COLA[0].gold} in "
        rf"mini-cola's .* split \(generated\), where the example is '{COLA[0].texts[0][:20]}",
    ),
    "an index beyond": (f"{H}300\t1\t1\t1\n", "mini-cola", r"\(index 300\): .* has only 300 examples: 0 to 299"),
    "words for sentences": (
        B + "1\t1\t1\n\t0\t0\n",
        "cola",
        r"^x.tsv has predictions for words of sentences, but cola is a sequence",
    ),
    "sentences for words": (
        B + "0\tO\tO\n",
        "conll2003",
        r"^x.tsv has predictions for whole texts, but conll2003 is a token task",
    ),
    "block without an index": (
        B + "\tO\tO\n",
        "conll2003",
        r"line 2: the first word of a sentence needs the sentence's index",
    ),
    "block with index 0": (
        B + "0\tO\tO\n\tO\tO\n",
        "conll2003",
        r"line 2: a sentence's index is a whole number from 1, got '0'",
    ),
    "block not ended": (
        B + "1\tO\tO\n2\tO\tO\n\tO\tO\n",
        "conll2003",
        r"line 3: sentence 2 begins before an empty line has ended sentence 1",
    ),
    "a wrong mean": (
        B + "1\tO\tO\n\tO\tO\n\n1.5",
        "conll2003",
        r"line 5: says 1.5 words per sentence on average, but there are 2 above",
    ),
    "too many words": (
        B
        + f"1\t{NER[0].gold[0]}\tO\n"
        + "".join(f"\t{(*NER[0].gold, 'O')[n]}\tO\n" for n in range(1, len(NER[0].gold) + 1)),
        "mini-ner",
        rf"this is word {len(NER[0].gold) + 1}, but in .* the sentence has {len(NER[0].gold)}: '",
    ),
    "a wrong tag": (
        B + "1\tB-ORG\tO\n\n1.0",
        "mini-ner",
        r"\(index 1\): the label of word 1, '.*', is B-ORG here, but",
    ),
    "a bad task name": (H + "0\t1\t1\t1\n", "../x", r"'../x' cannot be a task's name"),
    "not JSON": ('{"id": 1', "cola", r"line 1: is not JSON"),
    "a key missing": (
        '{"id": 1, "gold": 1, "prediction": 1}',
        "cola",
        r"line 1: has no 'predicted'; it needs id, gold, predicted, and has",
    ),
    "a key unknown": (
        '{"id": 1, "gold": 1, "predicted": 1, "prob": 1}',
        "cola",
        r"unknown key 'prob'. There is: id, gold",
    ),
    "a probability": (
        '{"id": 1, "gold": 1, "predicted": 1, "probability": 7}',
        "cola",
        r"a probability is a number from 0 to 1, got 7",
    ),
    "an id": ('{"id": "dev-1", "gold": 1, "predicted": 1}', "cola", r"'id' is a whole number from 0 .*, got 'dev-1'"),
    "a truth value": (
        '{"id": 1, "gold": true, "predicted": 1}',
        "cola",
        r"'gold' should be a label or a number, got true",
    ),
    "lists of unequal length": (
        '{"id": 1, "gold": ["O"], "predicted": []}',
        "ud",
        r"'predicted' should be a list of 1 values .*, got 0 values",
    ),
    "a list and a label": (
        '{"id": 1, "gold": ["O"], "predicted": "O"}',
        "ud",
        r"'predicted' should be a list of 1 values .*, got 'O'",
    ),
    "words and texts": (
        '{"id": 1, "gold": ["O"], "predicted": ["O"]}\n{"id": 2, "gold": "O", "predicted": "O"}',
        "ud",
        r"line 2: some lines are about words",
    ),
    "a snapshot with a gap": (
        "\n".join(
            json.dumps({"snapshot": s, "id": i, "gold": 1, "predicted": 1}) for s, i in (("a", 0), ("a", 1), ("b", 0))
        ),
        "cola",
        r"line 2 \(index 1\): 'a' answers this, but 'b' \(x.tsv\) does not: all must answer the same",
    ),
    "gold that changes": (
        '{"snapshot": "a", "id": 0, "gold": 1, "predicted": 1}\n{"snapshot": "b", "id": 0, "gold": 0, "predicted": 1}',
        "cola",
        r"line 2 \(index 0\): its label is 0, but 1 in x.tsv, line 1",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_file_and_line(tmp_path, mistake):
    content, task, message = MISTAKES[mistake]
    (tmp_path / "x.tsv").write_text(content, encoding="utf-8")

    with pytest.raises(UserError, match=message) as error:
        import_predictions([tmp_path / "x.tsv"], task, tmp_path / "runs", None)

    assert "\n" not in str(error.value)
    assert not (tmp_path / "runs").exists()


def test_two_files_must_be_about_the_same(tmp_path):
    for n, rows in (
        (1, "0\t1\t1\n1\t0\t0\n"),
        (2, "0\t1\t1\n"),
        (3, "0\t1\t1\n1\t1\t0\n"),
        (4, "0\t1\t1\n1\t0\t0\n2\t1\t1\n"),
    ):
        (tmp_path / f"r{n}.txt").write_text(B + rows)
    (tmp_path / "words.txt").write_text(B + "1\t1\t1\n\t0\t0\n")

    def error(*names):
        with pytest.raises(UserError) as found:
            import_predictions([tmp_path / name for name in names], "cola", tmp_path / "runs", None)
        return str(found.value)

    assert (
        error("r1.txt", "r2.txt")
        == "r1.txt, line 3 (index 1): 'r1' answers this, but 'r2' (r2.txt) does not: all must answer the same"
    )
    assert (
        error("r1.txt", "r4.txt")
        == "r4.txt, line 4 (index 2): 'r4' answers this, but 'r1' (r1.txt) does not: all must answer the same"
    )
    assert (
        error("r1.txt", "r3.txt")
        == "r3.txt, line 3 (index 1): its label is 1, but 0 in r1.txt, line 3: they are about different data"
    )
    assert (
        error("r1.txt", "words.txt") == "r1.txt is about whole texts and words.txt about words: import them one by one"
    )
    assert "answers this index twice" in error("r1.txt", "r1.txt")
    assert "cannot be read: No such file" in error("absent.txt")
    assert "there is no file to import" in error()


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "x.bin").write_bytes(b"index\tlabel\t\xff\n")
    with pytest.raises(UserError, match=r"^x.bin: is not UTF-8 text \(byte 12\)"):
        import_predictions([tmp_path / "x.bin"], "cola", tmp_path, None)


def test_a_data_folder_without_the_task_says_what_to_do(tmp_path):
    (tmp_path / "x.csv").write_text("index,label,first\n0,1,1\n")
    (tmp_path / "data").mkdir()
    with pytest.raises(UserError, match="the data folder has no cola/.*To import without texts, give no data folder"):
        import_predictions([tmp_path / "x.csv"], "cola", tmp_path / "runs", tmp_path / "data")
