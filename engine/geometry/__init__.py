"""How labelled vectors lie in a space: clusters, distances, movement, probes. Vectors in, numbers out.

`points` are clustered (`clustering`) and the clusters measured (`distances`, in other spaces too); spaces are compared
(`similarity`, `alignment`, `movement`) and read by classifiers (`prediction`, `probe`). Below them `separation` and
`hull` answer one question each about two sets of points; `files`, `inputs` and `config` are DirectProbe's own.
"""
