"""Entries of the catalogue, by where their data were published."""
