"""Answers -> matrices, counts, changes, patterns, examples. Takes data and returns data; no torch, no streamlit."""
