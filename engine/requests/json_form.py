"""Is a JSON document what its readers rely on? What it must be is written down as a document of types."""

from collections.abc import Mapping
from typing import Any


def misfit(found: Any, form: Any, place: str = "it") -> str:
    """The first place where `found` is not of a form, such as `it.spaces.train`; empty if it is of that form all over.

    A form is a type (float: any number); a tuple of forms, of which it has one; a list of the one form that each item
    has; or a mapping of which all keys are there, and maybe others.
    """
    if isinstance(form, tuple):
        return place if all(misfit(found, each) for each in form) else ""
    if isinstance(form, list):
        whole, parts = (
            list,
            ((str(i), each, form[0]) for i, each in enumerate(found if isinstance(found, list) else ())),
        )
    elif isinstance(form, Mapping):
        whole, there = Mapping, found if isinstance(found, Mapping) else {}
        parts = ((key, there.get(key, ...), each) for key, each in form.items())
    else:
        whole, parts = (int, float) if form is float else form, ()
    if not isinstance(found, whole) or (isinstance(found, bool) and form is not bool):
        return place
    return next(filter(None, (misfit(each, its, f"{place}.{key}") for key, each, its in parts)), "")
