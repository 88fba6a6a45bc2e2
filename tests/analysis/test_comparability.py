"""The guard: what must not be compared is refused with the reason, also when the number of examples agrees."""

from dataclasses import replace

import numpy as np
import pytest

from engine.analysis.comparability import check, join, joinable
from engine.answers import Hashes, Units
from engine.errors import UserError


@pytest.fixture
def two(answers_to, run_of):
    """two(**of the second run): two runs with one answer table each, and what `join` reads from them."""

    def make(gold=(0, 1, 1), predicted=(0, 1, 0), other=(1, 1, 1), order=None, hashes=("a", "b", "c"),
             other_hashes=None, example=None, of="sequence", **second):  # fmt: skip
        a = answers_to(gold, predicted, example=example, kind=of)
        b = answers_to(gold, other, example=example, kind=of)
        if order is not None:
            units = replace(b.units, example=b.units.example[order], position=b.units.position[order],
                            gold=b.units.gold[order])  # fmt: skip
            b = replace(b, units=units, predicted=b.predicted[:, order], p_gold=b.p_gold[:, : len(order)],
                        p_predicted=b.p_predicted[:, : len(order)],
                        task=replace(b.task, units=len(order)))  # fmt: skip
        b = replace(b, task=replace(b.task, **{k: v for k, v in second.items() if k in vars(b.task)}))
        plan = {"encoder": "minilm", "stages": [{}]}
        one = replace(run_of(a), id="one", plan=plan, environment={"tokenizer": "t1"})
        changed = {k: v for k, v in second.items() if k not in vars(b.task)}
        two = replace(run_of(b), id="two", **{"plan": plan, "environment": {"tokenizer": "t1"}, **changed})
        tables = {"one": a, "two": b}
        known = {"one": np.array(hashes), "two": np.array(other_hashes or hashes)}
        examples = np.arange(len(hashes))

        def hashes_of(run, task):
            return Hashes(examples, known[run.id], *tables[run.id].units.digests())

        return one, two, lambda run, task: tables[run.id], hashes_of

    return make


def refusal(one, two, answers_of, hashes_of, **more) -> str:
    with pytest.raises(UserError) as caught:
        join([one, two], "cola", answers_of, hashes_of, **more)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_equal_data_is_joined_by_example_and_not_by_place(two):
    one, other, answers_of, hashes_of = two(other=(1, 1, 0), order=[2, 0, 1])
    joined = join([one, other], "cola", answers_of, hashes_of)
    assert joined.units.example.tolist() == [0, 1, 2]
    assert joined.of(other).predicted.tolist() == [[1, 1, 0]]
    assert joined.left_out == (0, 0) and joined.note == ""


def test_words_of_a_sentence_are_joined_by_their_position(two):
    one, other, answers_of, hashes_of = two((0, 1, 1), (0, 1, 0), (1, 0, 1), [2, 1, 0], ("a", "b"), example=[0, 0, 1])
    joined = join([one, other], "cola", answers_of, hashes_of)
    assert joined.of(other).predicted.tolist() == [[1, 0, 1]]
    assert joined.units.position.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"evaluation_fingerprint": "ffff"}, None),  # known of one run alone: the contents decide
        ({"labels": ("1", "0")}, "the order of the labels (0, 1; 1, 0)"),
        ({"labels": ("0", "2")}, "the labels (0, 1; 0, 2)"),
        ({"environment": {"tokenizer": "t2"}}, "the tokenizer (minilm t1; minilm t2"),
        ({"kind": "pair"}, "the kind of task (sequence; pair)"),
        ({"other_hashes": ("a", "x", "c")}, "the content of 1 of 3 examples of the same number (the first: 1)"),
        ({"other_hashes": ("a", "", "c")}, "1 examples have no content hash"),
        ({"order": [0, 1]}, "the number of evaluated units (3; 2)"),
    ],
)
def test_what_differs_is_refused_with_the_reason(two, second, said):
    found = two(**second)
    if said is None:
        assert join([*found[:2]], "cola", *found[2:]).left_out == (0, 0)
    else:
        assert said in refusal(*found)


def test_another_split_of_as_many_examples_is_refused(two):
    one, other, answers_of, hashes_of = two(evaluation_fingerprint="bbbb")
    one = replace(one, tasks={"cola": replace(one.tasks["cola"], evaluation_fingerprint="aaaa")})
    assert "differ in the evaluation split (fingerprint aaaa; bbbb)" in refusal(one, other, answers_of, hashes_of)


def test_other_units_of_the_same_number_are_refused_before_answers_are_read(two, answers_to):
    one, other, _, hashes_of = two((0, 1, 1), (0, 1, 0), (1, 0, 1), hashes=("a", "b"), example=[0, 0, 1])
    moved = answers_to((0, 1, 1), (1, 0, 1), example=[0, 1, 1]).units.digests()

    def other_of(run, task):
        found = hashes_of(run, task)
        return found._replace(units=moved[0]) if run.id == "two" else found

    with pytest.raises(UserError, match="they differ in the evaluated units, though there may be as many"):
        check([one, other], "cola", other_of)
    check([one, other], "cola", other_of, across_tokenizers=True)


def test_other_gold_answers_are_refused_before_answers_are_read(two, answers_to):
    one, other, _, hashes_of = two()
    gold = answers_to((0, 1, 0), (1, 1, 1)).units.digests()[1]
    with pytest.raises(UserError, match="they differ in the gold answers"):
        check([one, other], "cola", lambda r, t: hashes_of(r, t)._replace(**{"gold": gold} if r is other else {}))


def test_a_digest_of_units_does_not_depend_on_their_order(answers_to):
    one = answers_to((0, 1, 1), (0, 1, 0), example=[0, 0, 1]).units
    turned = Units(one.example[::-1], one.position[::-1], one.gold[::-1])
    assert one.digests() == turned.digests()


def test_other_limits_matter_where_words_were_left_out(two):
    plan = {"encoder": "minilm", "task_settings": {"cola": {"max_length": 16, "truncation": "head"}}}
    words = {"of": "token", "example": [0, 0, 1], "hashes": ("a", "b")}
    assert joinable(*two(plan=plan, **words)[:2], "cola") == ()
    said = refusal(*two(plan=plan, not_evaluated=1, **words))
    assert "what was cut off (128 word pieces, head kept; 16 word pieces, head kept)" in said


@pytest.mark.parametrize("read", [{"max_length": 16}, {"truncation": "tail"}, {"truncation": "segments", "later": 1}])
def test_what_is_read_of_a_text_may_be_compared(two, read):
    """Every sentence is answered, however much of it is read: a question like another (Sun et al. 2019)."""
    plan = {"encoder": "minilm", "task_settings": {"cola": read}}
    assert join(two(plan=plan, truncated=2)[:2], "cola", *two()[2:]).left_out == (0, 0)


def test_a_setting_of_a_newer_version_is_no_mistake(two):
    plan = {"encoder": "minilm", "task_settings": {"cola": {"max_length": 16, "from_the_future": 1}}}
    found = two(plan=plan, of="token", example=[0, 0, 1], hashes=("a", "b"), not_evaluated=1)
    assert "16 word pieces" in refusal(*found)


def test_another_tolerance_is_refused_for_numbers_only(two):
    assert joinable(*two(tolerance=0.25)[:2], "cola") == ()
    said = refusal(*two((1.0, 2.0, 3.0), (1, 2, 3), (1, 2, 3), of="regression", tolerance=0.25))
    assert "the tolerance of a right answer (±0.5; ±0.25)" in said


def test_an_unknown_tokenizer_is_that_of_the_encoder(two):
    assert joinable(*two(environment={})[:2], "cola") == ()
    said = refusal(*two(environment={}, plan={"encoder": "roberta-base"}))
    assert "the tokenizer, as far as is known (encoder minilm; roberta-base" in said


def test_across_tokenizers_what_both_evaluated_is_joined_and_the_rest_counted(two):
    one, other, answers_of, hashes_of = two(order=[2, 0], environment={"tokenizer": "t2"})
    joined = join([one, other], "cola", answers_of, hashes_of, across_tokenizers=True)
    assert joined.units.example.tolist() == [0, 2] and joined.task.units == 2
    assert joined.left_out == (1, 0)
    assert joined.note == "units left out because another run has not evaluated them: 1 of one"
    assert "labels" in refusal(*two(labels=("1", "0")), across_tokenizers=True)


def test_a_task_one_run_has_not_is_said(two):
    one, other, answers_of, hashes_of = two()
    other = replace(other, tasks={})
    assert refusal(one, other, answers_of, hashes_of) == "run two has no task cola: it has none yet"
