"""The re-ranker with a real, if tiny, CrossEncoder that is made here: its scores, and what it refuses."""

from pathlib import Path

import numpy as np
import pytest

from onrecord.errors import ModelUnavailable
from onrecord.ports import Reranker
from retriever.crossencoder import CrossEncoderReranker
from retriever.embed import bundled_folder
from tests.tiny import tiny_config, tokenizer_of_bundled

QUESTION = "Who struck the ramp?"
PASSAGES = ["The ferry struck the ramp.", "Nets are mended in winter. " * 60, "", "The ferry struck the ramp."]


def saved(folder: Path, labels: int) -> Path:
    """A BERT of random weights that gives ``labels`` scores a pair."""
    from transformers import BertForSequenceClassification

    tokenizer = tokenizer_of_bundled()
    config = tiny_config(len(tokenizer), positions=64)
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("crossencoder"), labels=1)


@pytest.fixture(scope="module")
def reranker(tiny: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(tiny))


def test_it_plays_the_role(reranker: CrossEncoderReranker, tiny: Path) -> None:
    role: Reranker = reranker
    assert role.name == str(tiny)


def test_scores_are_those_of_sentence_transformers(reranker: CrossEncoderReranker, tiny: Path) -> None:
    from sentence_transformers import CrossEncoder

    found = reranker.score(QUESTION, PASSAGES)
    pairs = [(QUESTION, passage) for passage in PASSAGES]
    theirs = CrossEncoder(str(tiny), device="cpu", local_files_only=True).predict(pairs)
    assert 1 / (1 + np.exp(-np.array(found))) == pytest.approx(theirs, abs=1e-5)
    assert all(isinstance(score, float) for score in found)
    assert found[0] == pytest.approx(found[3], abs=1e-5)
    assert len(set(np.round(found, 6))) > 1


def test_no_passages_no_scores(reranker: CrossEncoderReranker) -> None:
    assert reranker.score(QUESTION, []) == []


def test_a_model_of_several_scores_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="3 scores a pair"):
        CrossEncoderReranker(str(saved(tmp_path, labels=3)))


def test_an_embedder_is_refused_since_its_scores_would_be_random() -> None:
    with pytest.raises(ModelUnavailable, match=r"no layer that scores \(BertModel\)"):
        CrossEncoderReranker(str(bundled_folder()))


def test_a_model_that_is_not_there_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ModelUnavailable, match="reranker = 'none'"):
        CrossEncoderReranker("/no/such/folder")
