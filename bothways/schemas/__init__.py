"""JSON Schemas of every exported table and document; `generate` makes them, the package ships them."""

VERSIONS = dict.fromkeys(
    (
        "links", "evidence", "gaps", "units", "people", "bridges", "candidates", "excluded", "effect",
        "single_points", "reach", "skills", "trend", "delta", "question_sheet", "manifest", "audit",
    ),
    "1.0",
) | {"units": "1.1", "people": "1.2"}  # fmt: skip
"""Version of each table's schema: the first number changes when a reader would break, the second when columns come."""
