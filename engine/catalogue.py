"""Discovery: the one class of a kind in each file of a package. Adding a file is all it takes to add one."""

import importlib
import pkgutil


def discover(package: str, path: list[str], base: type) -> dict[str, type]:
    """`{file name: class}` for every module of a package that defines a subclass of `base`, sorted by name."""
    found = {}
    for module in sorted(pkgutil.iter_modules(path), key=lambda m: m.name):
        contents = vars(importlib.import_module(f"{package}.{module.name}")).values()
        for thing in contents:
            if (
                isinstance(thing, type)
                and issubclass(thing, base)
                and thing.__module__ == f"{package}.{module.name}"
                and thing is not base
            ):
                found[module.name] = thing
    return found
