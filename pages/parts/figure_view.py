"""A figure on a page: the chart, what a click on it does, its caption, its files, and the way to the meeting view."""

import re
from collections.abc import Callable

import streamlit as st

from engine import spreadsheet
from engine.errors import UserError
from engine.figures import latex, paper, screen, table
from engine.figures.figure import Figure, Heatmap
from pages.parts import frame, meeting
from pages.parts.paint import esc
from pages.parts.plain import plain

Act = Callable[[str, str], None]
_SIZE = "export size"  # in the session: what was exported for last


def show(figure: Figure, file_name: str, act: Act | None = None, marked: tuple[str, str] | None = None,
         said: str = "") -> None:  # fmt: skip
    """Draw it. `act` gets the two keys of what was clicked, before the page is drawn again; `marked` is the cell looked
    at. `file_name` tells this figure of this run from all others. `said`: what it shows, for the meeting view."""
    short = name(file_name).removeprefix(f"{st.query_params.get('run', '')}-")
    if meeting.asked():
        meeting.keep(short, figure, said)
        return
    drawn = screen.to_plotly(figure, dark())
    if marked and isinstance(figure, Heatmap):
        _mark(drawn, figure, marked)
    key, alt = f"figure-{file_name}", f"{figure.described} {said}".strip()  # a screen reader says the latter
    if act:
        st.plotly_chart(drawn, theme=None, key=key, on_select=lambda: _clicked(key, act), selection_mode="points",
                        config=screen.CONFIG, alt=alt)  # fmt: skip
    else:
        st.plotly_chart(drawn, theme=None, key=key, config=screen.CONFIG, alt=alt)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"under-{key}"):
        caption(figure.caption)
        _download(figure, "png", "slide", key, file_name, "PNG", "for a slide, on white")
        with st.popover(
            "Export", type="tertiary", icon=":material/download:", help="SVG, PDF, CSV, LaTeX; other sizes"
        ):
            _exports(figure, key, file_name)
        st.page_link(f"pages/{frame.here()}.py", label="Meeting", icon=":material/fullscreen:",
                     query_params={**st.query_params.to_dict(), meeting.KEY: short},
                     help="This figure alone, in large type, ready for a screenshot")  # fmt: skip


def dark() -> bool:
    return st.context.theme.type == "dark"


def caption(text: str) -> None:
    """Small print under a figure. Names in it come from data, and may hold what Markdown or HTML would read."""
    st.html(f'<div class="le le-caption">{esc(text)}</div>', width="stretch")


@st.fragment
def _exports(figure: Figure, key: str, file_name: str) -> None:
    """Formats and sizes. A fragment: choosing a size does not run the page again."""
    sizes = paper.SIZES
    st.session_state[f"{key}-size"] = st.session_state.get(_SIZE, "single")
    size = st.segmented_control("Picture for", list(sizes), key=f"{key}-size", required=True, on_change=_remember,
                                args=(f"{key}-size",), format_func=lambda s: sizes[s].title)  # fmt: skip
    st.html(f'<div style="opacity:.72;font-size:.8rem">{esc(sizes[size].about)}; {_framing(size)}</div>')
    with st.container(horizontal=True, gap="small"):
        for ending in paper.FORMATS:
            _download(figure, ending, size, f"{key}-{size}", f"{file_name}-{size}", ending.upper())
    st.markdown("**The numbers**")
    with st.container(horizontal=True, gap="small"):
        csv_download(lambda: table.to_csv(figure), key, file_name)
        try:
            tex = latex.to_latex(figure, name(file_name))
        except UserError as error:
            st.caption(plain(f"No LaTeX: {error}."))
        else:
            st.download_button("LaTeX", tex, f"{name(file_name)}.tex", "application/x-tex", key=f"{key}-tex",
                               on_click="ignore", type="tertiary", icon=":material/functions:",
                               help="a booktabs table, numbers aligned by siunitx")  # fmt: skip
    st.markdown("**The caption**")
    st.code(figure.described, language=None, wrap_lines=True)


def _framing(size: str) -> str:
    inside = "title and caption inside"
    return inside if paper.SIZES[size].framed else "title and caption go into the paper, and stand in the file's data"


def _remember(key: str) -> None:
    st.session_state[_SIZE] = st.session_state[key]


def _download(figure: Figure, ending: str, size: str, key: str, file_name: str, label: str,
              help_: str | None = None) -> None:  # fmt: skip
    """Made when asked for."""
    media, make = paper.FORMATS[ending]
    st.download_button(label, lambda: make(figure, size), f"{name(file_name)}.{ending}", media, key=f"{key}-{ending}",
                       on_click="ignore", type="tertiary", icon=":material/image:", help=help_)  # fmt: skip


def csv_download(
    make: Callable[[], str],
    key: str,
    file_name: str,
    help_: str = "all numbers, in full precision",
    label: str = "CSV",
) -> None:
    # Excel takes a CSV for the local encoding, unless it begins with a byte order mark.
    st.download_button(label, lambda: spreadsheet.defuse(make()).encode("utf-8-sig"), f"{name(file_name)}.csv",
                       "text/csv", key=f"{key}-csv", on_click="ignore", type="tertiary", icon=":material/table:",
                       help=help_)  # fmt: skip


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
