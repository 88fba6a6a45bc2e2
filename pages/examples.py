"""Which sentences and tokens were forgotten?

Each answer changes in one of four ways between **first** and **second**: *kept* (right, right), *forgotten* (right,
wrong), *learned* (wrong, right), *never right*. The squares are the answers at every **snapshot**, with the predicted
label below; the framed two are compared. A **history** is right ✓ or wrong ✗ after each stage: click one to list only
these. **Confidence** is the probability of the predicted label. Write a **note** or **tags** on an example when it is
open; *Notes* above lists those that have any.
"""

from dataclasses import replace

import streamlit as st

from engine import store
from engine.analysis.patterns import trained_snapshots
from pages.parts import (
    acts,
    cached,
    example_list,
    filter_bar,
    list_filter,
    one_example,
    paint,
    recovery_link,
    refusal,
    score_words,
    slice_link,
)

st.html(paint.style())
view = filter_bar.bar("examples", filters=True)
query = filter_bar.query()
run, task = view.run, view.run.tasks[view.task]
acts.complaint()
score_words.marks(score_words.split_marks(run, task.name))
if view.problem:
    refusal.refuse(view, "examples")
score_words.marks(score_words.untrained_marks(view))

answers = cached.answers(run, task.name)
tags = cached.of_run(list_filter.tags_of, run, task.name)
trained = {snapshot for snapshot, name in run.trained if name == task.name}
untrained = frozenset(s.name for s in run.snapshots if s.name not in trained)
stages = trained_snapshots(answers, trained)
noted = store.read_notes(run.folder).of(task.name)
wanted, said = list_filter.read(answers, query, tuple(tags), stages, noted)
inside, titles, ignored = slice_link.locate(view, query)
wanted, said = replace(wanted, slice=titles.get("slice", ""), within=titles.get("within", "")), said + ignored
recovered, verdict, unheeded = recovery_link.locate(view, query)
wanted, said = replace(wanted, recovery=verdict), said + unheeded
if recovered is not None:
    inside = recovered if inside is None else inside & recovered
found = list_filter.carry_out(view, answers, wanted, tags, stages, noted, inside)
example = None
if query.get("example"):
    example, ignored = one_example.find(view, query["example"])
    said += [ignored] * bool(ignored)
filter_bar.say(said)

if example is not None:
    one_example.show(view, answers, example, found, query, untrained, wanted.text, noted)
else:
    example_list.show(view, answers, found, wanted, tuple(tags), stages, query, untrained, noted)
