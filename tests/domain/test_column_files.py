"""CoNLL and CoNLL-U files, and tagging schemes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UserError
from engine.tasks.readers import Source, label_order, read, to_iob2
from engine.tasks.task import Files


def sentences(tmp_path, content, format="conll", labels=None, **changes):
    path = tmp_path / "train.txt"
    path.write_text(content, encoding="utf-8")
    files = Files(("toy",), ("train.txt",), ("train.txt",), format, **changes)
    return read(Source("toy/train.txt", path=path), files, "token", labels)


def test_docstart_lines_are_no_words_and_blank_lines_end_sentences(tmp_path):
    found = sentences(
        tmp_path, "-DOCSTART- -X- O O\n\nAnna NNP B-NP B-PER\nslept VBD B-VP O\n\n\nNorvale NNP B-NP B-LOC\n"
    )
    assert [(e.words, e.gold) for e in found] == [(("Anna", "slept"), ("B-PER", "O")), (("Norvale",), ("B-LOC",))]


@pytest.mark.parametrize("separator", [" ", "\t", "   "])
def test_spaces_or_tabs_between_columns(tmp_path, separator):
    found = sentences(tmp_path, f"New{separator}B-LOC\nNorvale{separator}I-LOC\n")
    assert found[0].words == ("New", "Norvale")


def test_a_no_break_space_is_part_of_a_word(tmp_path):
    assert sentences(tmp_path, "10\xa0000\tO\nNorvale\tB-LOC\n")[0].words[0] == "10\xa0000"


def test_word_and_label_columns_can_be_chosen(tmp_path):
    found = sentences(tmp_path, "1 Anna PROPN x\n2 slept VERB y\n", texts=(1,), label=2)
    assert (found[0].words, found[0].gold) == (("Anna", "slept"), ("PROPN", "VERB"))


@pytest.mark.parametrize(
    "written, expected",
    [
        ("I-PER I-PER O I-LOC", "B-PER I-PER O B-LOC"),  # IOB1
        ("I-MISC B-MISC I-MISC", "B-MISC B-MISC I-MISC"),  # IOB1: B- between touching entities
        ("I-PER I-LOC", "B-PER B-LOC"),
        ("B-PER I-PER B-PER", "B-PER I-PER B-PER"),  # IOB2 stays
        ("B-PER E-PER S-LOC S-LOC O", "B-PER I-PER B-LOC B-LOC O"),  # IOBES
        ("B-PER I-PER L-PER U-PER I-PER", "B-PER I-PER I-PER B-PER B-PER"),  # BILOU
        ("B-product-tv I-product-tv", "B-product-tv I-product-tv"),
    ],
)
def test_every_scheme_becomes_iob2(written, expected):
    assert to_iob2(written.split()) == tuple(expected.split())


@given(st.lists(st.sampled_from(["O", "B-X", "I-X", "B-Y", "I-Y"])))
def test_iob2_is_a_fixed_point(tags):
    once = to_iob2(tags)
    assert to_iob2(once) == once
    assert all(before.endswith(tag[1:]) for before, tag in zip(("O", *once), once, strict=False) if tag[0] == "I")


def test_other_entity_types_than_conlls_come_in_a_sensible_order():
    assert label_order(["I-product", "O", "B-group", "B-product"]) == (
        "O",
        "B-group",
        "I-group",
        "B-product",
        "I-product",
    )
    assert label_order(["10", "9", "1"]) == ("1", "9", "10")
    assert label_order(["VERB", "NOUN", "O"]) == ("NOUN", "O", "VERB")


CONLLU = """# sent_id = 1
# text = She can't.
1\tShe\tshe\tPRON\tPRP\t_\t2\tnsubj\t_\t_
2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\t_
2\tca\tcan\tAUX\tMD\t_\t0\troot\t_\t_
3\tn't\tnot\tPART\tRB\t_\t2\tadvmod\t_\t_
3.1\tgo\tgo\tVERB\tVB\t_\t_\t_\t_\t_
4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

"""


def test_range_rows_and_empty_nodes_are_no_words(tmp_path):
    (found,) = sentences(tmp_path, CONLLU, "conllu")
    assert (found.words, found.gold) == (("She", "ca", "n't", "."), ("PRON", "AUX", "PART", "PUNCT"))


def test_another_column_of_conllu_can_be_the_label(tmp_path):
    assert sentences(tmp_path, CONLLU, "conllu", label="xpos")[0].gold == ("PRP", "MD", "RB", ".")
    with pytest.raises(UserError, match="CoNLL-U has no label column 'pos'. It has: form"):
        sentences(tmp_path, CONLLU, "conllu", label="pos")


@pytest.mark.parametrize(
    "format, content, message",
    [
        ("conll", "Anna NNP B-NP B-PER\nslept VBD B-\n", "line 2: expected 4 as in the first line, got 3 column(s): "),
        (
            "conll",
            "Anna NNP B-NP B-PER\nslept",
            "line 2: expected 4 as in the first line, got 1 column(s): 'slept'. Is",
        ),
        ("conll", "Anna\nslept\n", "line 1: expected a word and its label, got 1 column(s): 'Anna'. Is"),
        ("conll", "Anna B-PER\n\nNorvale B-LO\n", "line 3: unknown label 'B-LO'. Labels of this task: O, B-PER, I-PER"),
        ("conll", "Anna\t\n", "line 1: an empty word or label"),
        ("conllu", CONLLU + "1\tShe\tshe\tPRO", "line 10: expected 10 columns separated by tabs, got 4: "),
        (
            "conllu",
            CONLLU.replace("3.1", "x"),
            "line 7: expected an id like 8, 8-9 or 8.1 in the first column: Failed parsing",
        ),
        ("conllu", CONLLU, "line 3: unknown label 'PRON'"),
    ],
)
def test_a_file_that_is_cut_off_or_wrong_is_named_with_its_line(tmp_path, format, content, message):
    with pytest.raises(UserError) as error:
        sentences(tmp_path, content, format, labels=("O", "B-PER", "I-PER"))
    assert str(error.value).startswith(f"toy/train.txt, {message}")


def test_columns_of_conll_have_no_names(tmp_path):
    with pytest.raises(UserError, match="give a number from 0 instead of 'word'"):
        sentences(tmp_path, "Anna B-PER\n", texts=("word",))
