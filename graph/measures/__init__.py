"""Measures: where the organisation is closed, who carries knowledge across. One measure or family a module.

All of them take a `Network` and, where groups matter, a `Boundary`; they hand back arrays in the order of the
network's people or of the boundary's groups. None knows files, stores or who may see what.
"""
