"""Predictions made elsewhere become a run."""

from engine.imports.importing import import_predictions

__all__ = ["import_predictions"]
