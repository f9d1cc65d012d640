"""What other programs get of the records: tables as CSV, JSON lines and Parquet, `queue_log`, webhooks.

Everything here is derived from the records or the journal, follows a schema that is data
(`tables`), and is safe to be opened: text of strangers is inert in it (`inert`).
"""
