import pytest
from toy_run import EVIL, SENTENCES, make_run

from engine import store
from pages.parts import card, paint, pattern_table, strip, tokens, view
from pages.parts.tokens import Token

ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
def run(tmp_path):
    return store.open_run(tmp_path / make_run(tmp_path))


def card_of(run, task, number, **query):
    looked_at = view.read(run, {"task": task, **query}, lambda _: ())
    example = store.read_examples(run, task, [number])[0]
    return card.card(looked_at, store.read_answers(run, task), example, frozenset({"0"}), "")


def test_a_word_right_twice_stays_quiet_and_an_outside_label_is_not_written():
    html = tokens.sentence([Token("met", "O", "O", "O", "kept")])
    assert '<span class="le-w">met</span></span>' in html
    assert "le-g" not in html
    assert "le-p" not in html


def test_a_forgotten_word_shows_gold_and_both_predictions_and_a_glyph():
    html = tokens.sentence([Token("Ada", "B-PER", "B-PER", "O", "forgotten", 0.98, 0.7)])
    assert '<span class="le-w le-forgotten"><sup>x</sup>Ada</span>' in html
    assert '<span class="le-g">B-PER</span>' in html
    assert '<span class="le-p">B-PER → O</span>' in html
    assert 'title="Ada: gold B-PER; first B-PER (p .98); second O (p .70): forgotten"' in html


def test_a_word_that_was_not_evaluated_says_so():
    assert "beyond the maximum length: not evaluated" in tokens.sentence([Token("today")])


@pytest.mark.parametrize(
    "token", [Token(EVIL), Token(EVIL, EVIL, EVIL, EVIL, "forgotten"), Token(EVIL, EVIL, EVIL, EVIL, "kept")]
)
def test_words_and_labels_are_escaped(token):
    html = tokens.sentence([token], find="script")
    assert "<script" not in html
    assert "&lt;" in html


def test_a_search_is_marked_whatever_its_case_and_escaped():
    assert tokens.mark("The <b> the", "the") == (
        '<mark class="le-hit">The</mark> &lt;b&gt; <mark class="le-hit">the</mark>'
    )
    assert tokens.mark("a<b", "<") == 'a<mark class="le-hit">&lt;</mark>b'
    assert tokens.mark("İstanbul", "i") == "İstanbul"  # its lower case is longer: nothing is marked, nothing is lost


def test_squares_tell_forgotten_from_never_right():
    always = [True] * 5
    assert strip.states([False, True, False, True, False], always) == ["wrong", "right", "lost", "right", "lost"]


def test_what_an_untrained_head_got_right_cannot_be_lost():
    assert strip.states([True, False, True, False], [False, True, True, True]) == ["right", "wrong", "right", "lost"]


def test_a_pattern_is_read_as_ticks_and_crosses():
    assert strip.bits("1100") == "✓✓✗✗"


@pytest.mark.parametrize(
    ("probability", "text"),
    [(None, "–"), (0.0, ".00"), (0.004, "<.01"), (0.93, ".93"), (0.9961, ">.99"), (1.0, "1.00")],
)
def test_probabilities_are_short_and_never_rounded_to_a_certainty(probability, text):
    assert paint.probability(probability) == text


def test_a_sentence_shows_its_change_labels_probabilities_tags_and_strip(run):
    html = card_of(run, "judge", 3)
    assert '<b>#3</b><span class="le-badge le-forgotten">x forgotten</span>' in html
    assert "<span>gold: <b>bad</b></span>" in html
    assert '<span>first: <b>bad</b> <span class="le-quiet">.73</span></span>' in html
    assert "<span>second: <b>good</b>" in html
    assert "phenomenon: agreement" in html
    assert html.count('class="le-step"') == 4
    assert "good*" in html  # snapshot 0: an untrained head


def test_a_pair_shows_both_texts(run):
    html = card_of(run, "same", 2)
    assert "A &amp; B" in html
    assert "B &amp; A" in html


def test_a_token_sentence_counts_its_changes_and_says_what_was_not_evaluated(run):
    html = card_of(run, "names", 0, first="2", second="3")
    assert "+ 2 learned" in html
    assert "o 1 never right" in html
    assert "4 of 5 words evaluated" in html
    assert "today" in html


def test_text_from_the_data_is_escaped(run):
    html = card_of(run, "judge", 7)
    assert ESCAPED in html
    assert EVIL not in html
    assert EVIL in SENTENCES[7]


def test_labels_from_the_data_are_escaped(tmp_path):
    run = store.open_run(tmp_path / make_run(tmp_path, labels=("<b>bad</b>", '"good"')))
    html = card_of(run, "judge", 3)
    assert "&lt;b&gt;bad&lt;/b&gt;" in html
    assert "<b>bad</b></b>" not in html
    assert "&quot;good&quot;" in html


def test_words_that_only_an_untrained_head_got_wrong_did_not_change(run):
    answers, example = store.read_answers(run, "names"), store.read_examples(run, "names", [1])[0]
    assert card.changed_words(answers, example, frozenset({"0", "1"})) == [("Nobody", 4), ("along", 6)]
    assert card.changed_words(answers, example, frozenset({"0", "1", "2"})) == []


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("111", "always right"),
        ("000", "never right"),
        ("110", "forgotten in names"),
        ("011", "learned in same"),
        ("101", "forgotten in same, back in names"),
        ("010", "learned in same, forgotten in names"),
    ],
)
def test_a_history_in_words(pattern, words):
    assert pattern_table.words(pattern, ["judge", "same", "names"]) == words


def test_the_style_sheet_gives_every_change_a_mark_of_its_own_beside_its_colour():
    style = paint.style()
    for mark in ("underline wavy", "underline double", "underline dotted"):
        assert mark in style
    assert "light-dark(#FBD9C6,#6B2F00)" in style
