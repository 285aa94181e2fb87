"""Transformers of random weights, small enough to be made in a test."""

from typing import Any

from retriever.embed import bundled_folder

__all__ = ["tiny_config", "tokenizer_of_bundled"]


def tokenizer_of_bundled() -> Any:
    """The tokenizer of the bundled embedder."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(bundled_folder()), local_files_only=True)


def tiny_config(vocabulary: int, positions: int) -> Any:
    """A BERT of two layers of 32 numbers.

    Args:
        vocabulary: tokens of the tokenizer.
        positions: tokens that it reads at once.
    """
    from transformers import BertConfig

    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=positions,
    )
