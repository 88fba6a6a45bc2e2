"""A figure on a page: the chart, what a click on it does, its caption, and its downloads."""

import re
from collections.abc import Callable

import streamlit as st

from engine.figures import paper, screen, table
from engine.figures.figure import Figure, Heatmap
from pages.parts.paint import esc

Act = Callable[[str, str], None]


def show(figure: Figure, file_name: str, act: Act | None = None, marked: tuple[str, str] | None = None) -> None:
    """Draw it. `act` gets the two keys of what was clicked, before the page is drawn again; `marked` is the cell looked
    at. `file_name` tells this figure of this run from all others."""
    drawn = screen.to_plotly(figure, dark())
    if marked and isinstance(figure, Heatmap):
        _mark(drawn, figure, marked)
    key, alt = f"figure-{file_name}", f"{figure.title}. {figure.caption}"  # a screen reader says the latter
    if act:
        st.plotly_chart(drawn, theme=None, key=key, on_select=lambda: _clicked(key, act), selection_mode="points",
                        config=screen.CONFIG, alt=alt)  # fmt: skip
    else:
        st.plotly_chart(drawn, theme=None, key=key, config=screen.CONFIG, alt=alt)
    with st.container(horizontal=True, gap="small"):
        caption(figure.caption)
        _downloads(figure, key, file_name)


def dark() -> bool:
    return st.context.theme.type == "dark"


def caption(text: str) -> None:
    """Small print under a figure. Names in it come from data, and may hold what Markdown or HTML would read."""
    st.html(f'<div class="le le-caption">{esc(text)}</div>', width="stretch")


def _downloads(figure: Figure, key: str, file_name: str) -> None:
    """PNG at slide resolution and CSV; made when asked for."""
    st.download_button("PNG", lambda: paper.to_png(figure, size="slide"), f"{name(file_name)}.png", "image/png",
                       key=f"{key}-png", on_click="ignore", type="tertiary", icon=":material/image:",
                       help="for a slide, on white")  # fmt: skip
    csv_download(lambda: table.to_csv(figure), key, file_name)


def csv_download(make: Callable[[], str], key: str, file_name: str) -> None:
    # Excel takes a CSV for the local encoding, unless it begins with a byte order mark.
    st.download_button("CSV", lambda: make().encode("utf-8-sig"), f"{name(file_name)}.csv", "text/csv",
                       key=f"{key}-csv", on_click="ignore", type="tertiary", icon=":material/table:",
                       help="all numbers, in full precision")  # fmt: skip


def name(text: str) -> str:
    """A file name that every system takes."""
    return re.sub(r"[^A-Za-z0-9._@-]+", "-", text).strip("-.") or "lethe"


def _clicked(key: str, act: Act) -> None:
    """A second click on what was clicked last takes the selection back, as charts do: here it is one more click on it,
    since meanwhile something else may be looked at."""
    what = screen.clicked(st.session_state.get(key)) or st.session_state.get(f"{key}-last")
    if what:
        st.session_state[f"{key}-last"] = what
        act(*what)


def _mark(drawn: object, figure: Heatmap, cell: tuple[str, str]) -> None:
    """A dotted frame around the cell that is looked at; on white, so that it shows on every colour."""
    row, column = cell
    if row in figure.row_keys and column in figure.column_keys:
        i, j = figure.row_keys.index(row), figure.column_keys.index(column)
        for line in ({"color": "#FFFFFF", "width": 4}, {"color": "#1A1A1A", "width": 2.5, "dash": "dot"}):
            drawn.add_shape(type="rect", x0=j - 0.45, x1=j + 0.45, y0=i - 0.43, y1=i + 0.43, line=line)
