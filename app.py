"""Lethe's frame: which pages there are. Start it with `make app` or `python -m engine app`."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
PAGES = {
    "runs": ("Runs", ":material/list:"),
    "launch": ("Launch", ":material/rocket_launch:"),
    "matrix": ("Matrix", ":material/grid_on:"),
    "labels": ("Labels", ":material/label:"),
    "examples": ("Examples", ":material/format_quote:"),
}

st.set_page_config(page_title="Lethe", page_icon=":material/water_drop:", layout="wide")
# The default page answers at "/" only, so the one without a deep link of its own is the default.
pages = [
    st.Page(HERE / "pages" / f"{name}.py", title=title, icon=icon, default=name == "runs")
    for name, (title, icon) in PAGES.items()
    if (HERE / "pages" / f"{name}.py").exists()
]
st.navigation(pages, position="top").run()
