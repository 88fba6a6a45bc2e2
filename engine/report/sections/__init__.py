"""The sections of a report, in their order. A section is a file with TITLE, FORMULAS (keys of the numbers in it) and
`write(source)`, which gives its blocks, or raises UserError with the reason why there is nothing to write."""

from types import ModuleType

from engine.report.sections import (
    answer,
    definitions,
    entities,
    examples,
    flips,
    geometry,
    labels,
    lifelines,
    matrices,
    noise,
    plan,
    pretraining,
    published,
    recovery,
    reproduce,
    slices,
)

SECTIONS: dict[str, ModuleType] = {
    "answer": answer,
    "plan": plan,
    "matrices": matrices,
    "labels": labels,
    "entities": entities,
    "flips": flips,
    "slices": slices,
    "lifelines": lifelines,
    "recovery": recovery,
    "geometry": geometry,
    "noise": noise,
    "pretraining": pretraining,
    "published": published,
    "examples": examples,
    "definitions": definitions,
    "reproduce": reproduce,
}
