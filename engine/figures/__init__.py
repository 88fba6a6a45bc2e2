"""Figures: one description each, drawn on screen (Plotly), on paper (matplotlib) or as a table (CSV). No streamlit."""
