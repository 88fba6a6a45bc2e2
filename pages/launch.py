"""What shall I run next?"""

import streamlit as st

st.title("Launch")
