"""Files for others: the tables of a finished run, as one viewer may see them, in the formats that were asked for.

`profiles` decides what stands in the tables, a format (`as_csv`, `as_jsonl`, `as_parquet`, or another package's) how
they are written, `folder` puts both into a folder that can be written again and compared.
"""
