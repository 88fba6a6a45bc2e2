"""Slices of what is looked at, remembered; and a slice in a link, `slice=length:4 to 6`, resolved by the same code."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine import store
from engine.analysis.slices import Found, SliceContext, SliceTable, find, sliced
from engine.errors import UserError
from pages.parts import cached, places
from pages.parts.view import View, sentence

Arguments = tuple[str, int, int, str, tuple]  # task, first, second, data folder or "", columns


def table(view: View, feature: str | None, own: str | None, within: str | None) -> SliceTable:
    """All slices of what is looked at. Raises UserError as `engine.analysis.slices.sliced`."""
    return _or_raise(cached.of_run(_sliced, view.run, *_arguments(view), feature, own, within))


def locate(view: View, query: Mapping[str, str]) -> tuple[np.ndarray | None, dict[str, str], list[str]]:
    """(units,) bool, the titles of `slice` and `within` as far as they are heeded, and sentences about what is not."""
    inside, titles, ignored = None, {}, []
    for key in ("slice", "within"):
        if not query.get(key):
            continue
        try:
            found = _or_raise(cached.of_run(_found, view.run, *_arguments(view), key, query[key]))
        except UserError as error:
            ignored.append(f"Ignored {key} {query[key][:80]!r} in the link: {sentence(str(error)[:300])}")
            continue
        titles[key] = found.title
        inside = found.inside if inside is None else inside & found.inside
    return inside, titles, ignored


def columns(view: View) -> list[str]:
    """Names of the columns that users gave to this run and task."""
    return list(store.read_columns(view.run.folder, view.task))


def context(view: View) -> SliceContext:
    """For what is not remembered, such as reading an uploaded column."""
    return _context(view.run, *_arguments(view)[:4], None)


def _arguments(view: View) -> Arguments:
    try:
        data = places.data_folder()
    except UserError:  # LETHE_DATA is no folder: features that need it say that there are no data
        data = None
    # what a user uploads changes without a new snapshot: its contents are part of the key
    given = store.read_columns(view.run.folder, view.task)
    stamp = tuple((name, hash(tuple(sorted(values.items())))) for name, values in given.items())
    return view.task, view.first, view.second, str(data or ""), stamp


def _sliced(run: store.Run, task: str, first: int, second: int, data: str, columns: tuple, feature: str | None,
            own: str | None, within: str | None) -> SliceTable | str:  # fmt: skip
    try:
        return sliced(_context(run, task, first, second, data, within), feature, own)
    except UserError as error:
        return str(error)  # remembered, too: a pattern that is too slow is not tried at every click


def _found(
    run: store.Run, task: str, first: int, second: int, data: str, columns: tuple, key: str, ref: str
) -> Found | str:
    try:
        if key == "within":
            return Found(ref, _context(run, task, first, second, data, ref).inside)
        return find(_context(run, task, first, second, data, None), ref)
    except UserError as error:
        return str(error)


def _or_raise(found: Any) -> Any:
    if isinstance(found, str):
        raise UserError(found)
    return found


def _context(run: store.Run, task: str, first: int, second: int, data: str, within: str | None) -> SliceContext:
    return SliceContext(run, cached.answers(run, task), first, second, Path(data) if data else None, within)
