"""A run as one ZIP file: `pack` writes it, `unpack` reads one that may come from anybody."""

from engine.store.zipped.pack import pack
from engine.store.zipped.unpack import IdTaken, unpack

__all__ = ["IdTaken", "pack", "unpack"]
