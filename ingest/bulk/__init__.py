"""Bulk ingestion: workers elsewhere read, split and embed; one process, which owns the record, stores in order."""
