"""Features that units are sliced by. A feature is an entry in the FEATURES of a file here."""

import importlib
import pkgutil

from engine.analysis.slices.feature import Feature

_ORDER = ("label", "tag", "length", "confidence", "p_gold", "position", "entity", "word")  # then the others, by name


def _collect() -> dict[str, Feature]:
    found: dict[str, Feature] = {}
    for module in pkgutil.iter_modules(__path__):
        for feature in importlib.import_module(f"{__name__}.{module.name}").FEATURES:
            if feature.key in found:
                raise ValueError(f"two features have the key {feature.key!r}")
            found[feature.key] = feature
    place = {key: i for i, key in enumerate(_ORDER)}
    return dict(sorted(found.items(), key=lambda item: (place.get(item[0], len(_ORDER)), item[0])))


FEATURES: dict[str, Feature] = _collect()  # by key
