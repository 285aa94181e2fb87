"""The embedder against sentence-transformers' own encode, its headers, and its handling of long text."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from onrecord.errors import ModelUnavailable
from retriever.embed import Embedder, Encoded, bundled_folder

TEXTS = ["The ferry struck the ramp at Skarnehead.", "A short one.", "Zwei Sätze. Noch einer \U0001f6a2."]
LONG = "The harbour was quiet that morning. " * 120 + "The last word is zebra."
HEADER = "Ferry timetable\nWinter"


@pytest.fixture(scope="module")
def on_torch() -> Embedder:
    return Embedder(backend="torch")


def cosine(one: Encoded, other: Encoded) -> float:
    return float(one.vector @ other.vector)


def placed(one: Encoded) -> np.ndarray:
    """The offsets of the text's own tokens."""
    return one.offsets[one.offsets[:, 1] > one.offsets[:, 0]]


def test_vectors_are_those_of_sentence_transformers(embedder: Embedder, on_torch: Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [*TEXTS, "", "Many words. " * 30, "x" * 400]
    model = SentenceTransformer(str(bundled_folder()), device="cpu", local_files_only=True)
    theirs = model.encode(texts, normalize_embeddings=True)
    assert np.abs(np.stack([one.vector for one in on_torch.encode(texts)]) - theirs).max() < 1e-5
    ours = np.stack([one.vector for one in embedder.encode(texts)])
    assert (ours * theirs).sum(axis=1).min() > 0.999


def test_token_vectors_are_the_same_on_both_back_ends(embedder: Embedder, on_torch: Embedder) -> None:
    for one, other in zip(embedder.encode([*TEXTS, LONG]), on_torch.encode([*TEXTS, LONG]), strict=True):
        assert (one.offsets == other.offsets).all()
        assert (one.tokens * other.tokens).sum(axis=1).min() > 0.999


def test_both_back_ends_are_one_embedder_to_a_library(embedder: Embedder, on_torch: Embedder) -> None:
    assert (embedder.name, embedder.dimensions) == (on_torch.name, on_torch.dimensions) == ("bundled", 384)
    assert on_torch.backend.startswith("PyTorch")


@pytest.mark.parametrize("header", ["", HEADER])
def test_token_offsets_are_places_in_the_text(embedder: Embedder, header: str) -> None:
    for text, one in zip(TEXTS, embedder.encode(TEXTS, [header] * len(TEXTS)), strict=True):
        places = placed(one)
        assert text[places[0][0] : places[0][1]].lower() == text.split()[0].lower()[: places[0][1]]
        assert places[-1][1] == len(text)
        assert np.allclose(np.linalg.norm(one.tokens, axis=1), 1, atol=1e-5)
        assert len(one.tokens) == len(one.offsets)


def test_a_header_is_read_before_the_text(embedder: Embedder) -> None:
    plain, headed = embedder.encode([TEXTS[0]] * 2, ["", HEADER])
    (joined,) = embedder.encode([f"{HEADER}\n{TEXTS[0]}"])
    assert cosine(headed, joined) > 0.9999
    assert cosine(headed, plain) < 0.99
    header_tokens = embedder.count_tokens([HEADER])[0]
    assert len(headed.tokens) == len(plain.tokens) + header_tokens
    assert (headed.offsets[: header_tokens + 1] == 0).all()
    assert (headed.offsets[header_tokens + 1 :] == plain.offsets[1:]).all()


def test_a_header_of_white_space_is_none(embedder: Embedder) -> None:
    plain, blank = embedder.encode([TEXTS[0]] * 2, ["", " \n"])
    assert (plain.tokens == blank.tokens).all()


def test_a_long_header_is_cut(embedder: Embedder) -> None:
    (one,) = embedder.encode(["Zebra."], ["heading " * 500])
    assert len(one.tokens) == 64 + embedder.count_tokens(["Zebra."])[0] + 2


def test_as_many_headers_as_texts(embedder: Embedder) -> None:
    with pytest.raises(ValueError, match="1 contexts for 3 texts"):
        embedder.encode(TEXTS, ["one"])


@pytest.mark.parametrize("header", ["", HEADER])
def test_a_text_longer_than_the_model_reads_is_read_to_its_end(embedder: Embedder, header: str) -> None:
    (one,) = embedder.encode([LONG], [header])
    places = placed(one)
    assert places[-1][1] == len(LONG)
    assert (np.diff(places[:, 0]) > 0).all()
    assert np.linalg.norm(one.vector) == pytest.approx(1, abs=1e-5)
    tokens, of_header = embedder.count_tokens([LONG, header])
    assert len(places) == tokens
    windows = -(-tokens // (254 - of_header))
    assert len(one.tokens) == len(one.offsets) == tokens + of_header + 2 * windows  # the header once, marks every time


def test_a_long_text_is_read_in_even_windows(embedder: Embedder) -> None:
    """A window of a few words would weigh as much as a full one."""
    windows = embedder._sequencer.windows([LONG])[0]
    lengths = [len(window.ids) for window in windows]
    assert len(lengths) > 1
    assert max(lengths) - min(lengths) <= 1


def test_a_text_has_the_same_vectors_in_any_company(embedder: Embedder, on_torch: Embedder) -> None:
    mixed = [LONG, *TEXTS, "Word. " * 100, TEXTS[0], *(f"Boat {n} left." for n in range(80))]
    for one in (embedder, on_torch):
        together = one.encode(mixed)
        for text, found in zip(mixed, together, strict=True):
            (alone,) = one.encode([text])
            assert np.abs(alone.vector - found.vector).max() < 1e-3
            assert (alone.offsets == found.offsets).all()
            assert np.abs(alone.tokens - found.tokens).max() < 1e-3


def test_no_texts(embedder: Embedder) -> None:
    assert embedder.encode([]) == []
    assert embedder.token_vectors([]) == []


def test_threads_get_their_own_vectors(embedder: Embedder) -> None:
    lists = [[f"Boat {number} left at {hour}." for hour in range(number % 5 + 1)] for number in range(24)]
    expected = [embedder.encode(texts) for texts in lists]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(embedder.encode, lists))
    for some, others in zip(expected, found, strict=True):
        for one, other in zip(some, others, strict=True):
            assert np.abs(one.vector - other.vector).max() < 1e-5


def test_a_question_does_not_wait_for_an_ingest(embedder: Embedder) -> None:
    from retriever.openvino import OpenVinoBackend

    if not isinstance(embedder._backend, OpenVinoBackend):
        pytest.skip("PyTorch has one model for both")
    done = threading.Event()

    def ask() -> None:
        embedder.encode(["Who struck the ramp?"])
        done.set()

    with embedder._backend._many_lock:  # as while a list is being read
        thread = threading.Thread(target=ask)
        thread.start()
        assert done.wait(60)
    thread.join()


def test_counting_tokens(embedder: Embedder) -> None:
    assert embedder.count_tokens([]) == []
    assert embedder.count_tokens(["", "ferry", "ferry ferry"]) == [0, 1, 2]


def test_a_model_that_is_not_there_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ModelUnavailable, match="bundled"):
        Embedder("/no/such/folder")
