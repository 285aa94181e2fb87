"""Short terms are written out as filings print them, and nothing else is."""

import pytest

from retriever.glossary import written_out


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What was capex in FY2022?", "purchases of property"),
        ("What is the unadjusted EBITDA margin?", "depreciation and amortization"),
        ("Is 3M a capital-intensive business?", "property, plant and equipment"),
        ("Are gross margins consistent?", "gross profit"),
        ("Any legal battles or lawsuits?", "legal proceedings"),
        ("How did SG&A develop?", "selling, general and administrative"),
        ("What does the P&L show?", "statement of income"),
        ("What is the quick\n ratio?", "current liabilities"),
    ],
)
def test_a_term_brings_the_names_of_its_lines(question: str, words: str) -> None:
    assert any(words in found for found in written_out(question))


@pytest.mark.parametrize(
    "question",
    ["", "Who denied it?", "What did the minister say of the ferry?", "the depot", "ebitdax", "R&D2", "a taxi rate"],
)
def test_other_words_bring_nothing(question: str) -> None:
    assert written_out(question) == ()


def test_a_term_counts_once() -> None:
    assert len(written_out("capex, CAPEX and Capex")) == 1
