"""An organisation's own past: which pairs that had never met came to meet, and what foretold it."""
