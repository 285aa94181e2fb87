"""Token vectors in two bits a number: small, the same every time, and near enough."""

import numpy as np
import pytest

from retriever.embed import Embedder, Encoded
from retriever.tokens import pack, turned, unpack

TEXT = "The harbour board raised the mooring fee to 40 euros, Mayor Venn said. It applies from May."


def drawn(count: int, dimensions: int) -> Encoded:
    vectors = np.random.default_rng(5).standard_normal((count, dimensions)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    offsets = np.array([(place * 5, place * 5 + 4) for place in range(count)], dtype=np.int32).reshape(count, 2)
    return Encoded(vectors[0], vectors, offsets)


FIRST_ROW = [0.192334, -0.02428, -0.018442, 0.198943, -0.173324, 0.01817, 0.828335, -0.453861]


@pytest.mark.parametrize("dimensions", [384, 768, 30, 7])
def test_vectors_of_any_length_come_back_near_and_of_unit_length(dimensions: int) -> None:
    encoded = drawn(50, dimensions)
    tokens, (offsets,) = unpack([pack(encoded)])
    assert tokens.shape == (50, dimensions)
    assert np.allclose(np.linalg.norm(tokens, axis=1), 1, atol=1e-5)
    assert (offsets == encoded.offsets).all()
    cosines = np.einsum("td,td->t", tokens, turned(encoded.tokens))
    # Max's distortion for four levels is .1175 of the variance: a cosine of sqrt(1 - .1175) on average.
    assert cosines.mean() == pytest.approx(0.94, abs=0.03)


def test_turning_changes_no_dot_product() -> None:
    tokens = drawn(20, 384).tokens
    assert np.allclose(turned(tokens) @ turned(tokens).T, tokens @ tokens.T, atol=1e-5)


def test_scores_are_near_those_of_float32(embedder: Embedder) -> None:
    passage, question = embedder.encode([TEXT, "How high is the mooring fee?"])
    exact = (question.tokens @ passage.tokens.T).max(axis=1).mean()
    small = (turned(question.tokens) @ unpack([pack(passage)])[0].T).max(axis=1).mean()
    assert small == pytest.approx(exact, abs=0.05)


def test_several_passages_stand_one_below_the_other() -> None:
    one, other = drawn(3, 384), drawn(5, 384)
    tokens, offsets = unpack([pack(one), pack(other)])
    assert tokens.shape == (8, 384)
    assert [len(places) for places in offsets] == [3, 5]
    assert np.allclose(tokens[3:], unpack([pack(other)])[0])


def test_none_give_none() -> None:
    tokens, offsets = unpack([])
    assert tokens.shape[0] == 0
    assert offsets == []


def test_room(embedder: Embedder) -> None:
    (encoded,) = embedder.encode([TEXT])
    assert len(pack(encoded)) == 8 + len(encoded.tokens) * (384 // 4 + 4)


def test_the_rotation_is_the_same_on_every_machine() -> None:
    first = turned(np.eye(8, dtype=np.float32))[0]
    assert np.allclose(first @ first, 1, atol=1e-6)
    assert np.allclose(first, FIRST_ROW, atol=1e-5)
