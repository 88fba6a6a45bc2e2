"""What do I have, what is running?"""

import streamlit as st

st.title("Runs")
