"""Who said it: every attribution in a document's text, by rules."""

from ingest.attribution.attributing import attributions

__all__ = ["attributions"]
