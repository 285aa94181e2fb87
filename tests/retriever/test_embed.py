"""The embedder against sentence-transformers' own encode, and its handling of long text."""

import numpy as np
import pytest

from onrecord.errors import ModelUnavailable
from retriever.embed import Embedder
from retriever.tokens import pack, unpack

TEXTS = ["The ferry struck the ramp at Skarnehead.", "A short one.", "Zwei Sätze. Noch einer \U0001f6a2."]


def test_vectors_are_those_of_sentence_transformers(embedder: Embedder) -> None:
    theirs = embedder._model.encode(TEXTS, normalize_embeddings=True)
    ours = np.stack([one.vector for one in embedder.encode(TEXTS)])
    assert np.abs(ours - theirs).max() < 1e-5


def test_token_offsets_are_places_in_the_text(embedder: Embedder) -> None:
    for text, one in zip(TEXTS, embedder.encode(TEXTS), strict=True):
        places = one.offsets[one.offsets[:, 1] > one.offsets[:, 0]]
        assert text[places[0][0] : places[0][1]].lower() == text.split()[0].lower()[: places[0][1]]
        assert places[-1][1] == len(text)
        assert np.allclose(np.linalg.norm(one.tokens, axis=1), 1, atol=1e-5)


def test_a_text_longer_than_the_model_reads_is_read_to_its_end(embedder: Embedder) -> None:
    text = "The harbour was quiet that morning. " * 120 + "The last word is zebra."
    one = embedder.encode([text])[0]
    assert one.offsets[:, 1].max() == len(text)
    assert np.linalg.norm(one.vector) == pytest.approx(1, abs=1e-5)
    places = one.offsets[one.offsets[:, 1] > one.offsets[:, 0]]
    assert (np.diff(places[:, 0]) > 0).all()


def test_counting_tokens(embedder: Embedder) -> None:
    assert embedder.count_tokens([]) == []
    assert embedder.count_tokens(["", "ferry", "ferry ferry"]) == [0, 1, 2]


def test_a_model_that_is_not_there_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ModelUnavailable, match="bundled"):
        Embedder("/no/such/folder")


def test_packed_token_vectors_score_as_the_whole_ones(embedder: Embedder) -> None:
    one, other = embedder.encode(["Who struck the ramp at the harbour?", TEXTS[0]])
    tokens, offsets = unpack(pack(other))
    assert (offsets == other.offsets).all()
    whole = (one.tokens @ other.tokens.T).max(axis=1).mean()
    assert abs((one.tokens @ tokens.T).max(axis=1).mean() - whole) < 0.01
