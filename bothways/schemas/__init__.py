"""JSON Schemas of every exported table, made from `graph.results.TABLES` by `generate` and shipped with the package."""

VERSIONS = dict.fromkeys(
    (
        "links", "evidence", "gaps", "units", "people", "bridges", "candidates", "excluded", "effect",
        "delta", "question_sheet",
    ),
    "1.0",
)  # fmt: skip
"""Version of each table's schema: the first number changes when a reader would break, the second when columns come."""
