"""How do I show it?

The **report** is one HTML file that opens anywhere, without a network and without scripts: what was run, what was
forgotten, with its evidence, figures, chosen examples and definitions. Choose **sections**, **tasks** and **figures**;
write a title and a word to the audience. **Without the examples' words** it may be passed on where the data may not.
The **figures** come as a ZIP, each as PNG, SVG, PDF, CSV and LaTeX, drawn for a column, a slide or a shared screen. The
choice is in the link.
"""

import streamlit as st

from engine import report
from engine.errors import UserError
from engine.figures import paper
from engine.settings import unknown
from pages.parts import filter_bar, paint, places, report_view
from pages.parts.figure_view import name
from pages.parts.plain import plain
from pages.parts.view import sentence


def choose(key: str) -> None:
    """A control was used: write the choice into the URL."""
    value = st.session_state[f"report_{key}"]
    changes = {
        "sections": lambda: {"sections": ",".join(k for k in report.SECTIONS if k in value)},
        "tasks": lambda: {"tasks": ",".join(t for t in run.tasks if t in value)},
        "figures": lambda: {"without": ",".join(n for n in figures if n not in value)},
        "texts": lambda: {"texts": "" if value else "0"},
    }.get(key, lambda: {key: value})()
    if changes.get("sections") == ",".join(report.SECTIONS):
        changes = {"sections": ""}
    filter_bar.go({**query, **changes})


def control(key: str, value: object, widget, label: str, **more) -> None:
    st.session_state[f"report_{key}"] = value
    widget(label, key=f"report_{key}", on_change=choose, args=(key,), **more)


st.html(paint.style())
run = filter_bar.bar("report", whole=True).run
query = filter_bar.query()
choice, ignored = report.read(run, query)
filter_bar.say(ignored)
try:
    data = str(places.data_folder() or "")
except UserError:  # LETHE_DATA is no folder: what needs it says that there are no data
    data = ""
form, preview = st.columns([1, 2.3], gap="large")
with form, st.spinner("Computing what the sections say …", show_time=True):
    found, empty = report_view.sections(run, choice, data)
    figures = {picture.name: picture.figure.title for section in found for picture in section.pictures}
if choice.sections == tuple(report.SECTIONS) and not choice.tasks:  # else a figure may wait for its section
    filter_bar.say([f"Ignored {unknown('figure', n, list(figures))}" for n in choice.without if n not in figures])
with form:
    files = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    control("title", choice.title, st.text_input, "Title", placeholder=run.name, max_chars=200)
    control("note", choice.note, st.text_area, "A word to the audience", height=90, max_chars=1_000,
            placeholder="Why this run, what to look at")  # fmt: skip
    control("texts", choice.texts, st.toggle, "With the examples' words", help="Off for data that must not be passed "
            "on, such as CoNLL-2003: then examples have only their numbers, labels and answers")  # fmt: skip
    control("sections", list(choice.sections), st.pills, "Sections", options=list(report.SECTIONS),
            selection_mode="multi", wrap=True, format_func=lambda key: report.SECTIONS[key].TITLE)  # fmt: skip
    control("tasks", list(choice.tasks), st.multiselect, "Tasks", options=list(run.tasks), placeholder="all tasks",
            format_func=lambda task: plain(run.tasks[task].title or task))  # fmt: skip
    control("figures", [n for n in figures if n not in choice.without], st.multiselect, "Figures",
            options=list(figures), wrap=True, format_func=lambda n: f"{figures[n]} ({n})")  # fmt: skip
    for reason in dict.fromkeys(why for _, why in empty):
        titles = " · ".join(title for title, why in empty if why == reason)
        st.html(f'<div class="le le-quiet le-caption"><b>{paint.esc(titles)}</b> {paint.esc(sentence(reason))}</div>')
try:
    with preview, st.spinner("Drawing the figures …", show_time=True):
        document = report_view.html(run, choice, data)
except UserError as error:
    preview.info(plain(sentence(str(error))))
    st.stop()
with files:
    st.download_button("Report (HTML)", document, f"{name(run.id)}.html", "text/html", key="report_html",
                       on_click="ignore", type="primary", icon=":material/download:",
                       help="One file that opens anywhere, without a network")  # fmt: skip
    size = st.session_state.get("report_size") or "double"
    st.download_button("Figures (ZIP)", lambda: report.figures_zip(report_view.without(found, choice.without), size),
                       f"{name(run.id)}-figures.zip", "application/zip", key="report_zip", on_click="ignore",
                       icon=":material/folder_zip:", disabled=not figures,
                       help="Each as PNG, SVG, PDF, CSV and LaTeX, with captions")  # fmt: skip
    st.selectbox("Figures for", list(paper.SIZES), index=1, key="report_size", width=170,
                 format_func=lambda s: paper.SIZES[s].title)  # fmt: skip
with preview:
    st.iframe(document, height=860)
