"""Retrieval side by side: Onrecord and the LangChain quick start on the same files, measured the same way."""
