"""A select box whose choice lives in the URL."""

from collections.abc import Callable, Mapping

import streamlit as st

from pages.parts import filter_bar


def select(
    key: str, options: Mapping[str, str], label: str, width: int, query: Mapping[str, str], said: list[str],
    change: Callable[[str, str], None] | None = None, help: str | None = None,
) -> str:  # fmt: skip
    """Draw it and return the key of what is chosen, by default the first of `options` (key -> as shown).

    A value in the link that does not fit is ignored, and a sentence about it added to `said`. `change` gets the key and
    the new value, "" for the default; by default it writes them into the URL.
    """
    default = next(iter(options))
    value = query.get(key, "") or default
    if value not in options:
        said.append(f"Ignored {key} {value[:80]!r} in the link: there is {', '.join(o for o in options if o)}.")
        value = default
    widget = f"select_{key}"
    st.session_state[widget] = value

    def changed() -> None:
        chosen = st.session_state[widget]
        (change or (lambda k, v: filter_bar.go({**query, k: v})))(key, "" if chosen == default else chosen)

    st.selectbox(label, list(options), format_func=options.get, key=widget, width=width,
                 on_change=changed, help=help)  # fmt: skip
    return value
