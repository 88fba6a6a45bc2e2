"""How labelled vectors lie in a space: clusters, distances, movement, probes. Vectors in, numbers out.

`points` are clustered (`clustering`), clusters measured (`distances`, also those of one space in another), spaces
compared (`similarity`, `alignment`, `movement`) and read by classifiers (`prediction`, `probe`). Below them `separation`
and `hull` answer one question each about two sets of points; `files`, `inputs` and `config` are DirectProbe's own.
"""
