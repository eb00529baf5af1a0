"""What a person or a program calls: the command, its settings, the exports and the demo organisation."""

__version__ = "0.1.0"
