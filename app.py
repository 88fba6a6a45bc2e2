"""Lethe's frame. Start it with `make app` or `python -m engine app`."""

import streamlit as st

from pages.parts import frame

st.set_page_config(page_title="Lethe", page_icon=":material/water_drop:", layout="wide")
frame.draw()
