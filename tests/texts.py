"""Texts for property tests: written in the ways that documents are, and in none at all."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# The same examples on every run, so that a slow or a busy machine changes nothing.
steady = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

WORDS = (
    "the harbour board raised mooring fee to Mara Venn said that it Dr. U.S. e.g. 3.5 40 2024-04-18 $12,400 No. not "
    "never “quoted words” (in brackets) café naïve 😀 👩‍👩‍👧 مرحبا שלום 港務局 升高了泊位費 "
    "ёлка e\u0301 ﬁ a\u00a0b x\u200by"
).split(" ")
ENDS = [". ", "! ", "? ", "… ", "。", "؟ ", ".” ", ".\n", "; ", ", ", " ", "", "...", ".\u00a0", "\t"]
BREAKS = [
    "\n\n",
    "\n",
    "\n\n\n",
    "\r\n",
    " \n \n",
    "\u2028",
    "\x0c",
    "\n- ",
    "\n# ",
    "\n1. ",
    "\n| ",
    "\n\nMARA VENN: ",
    "\n> ",
]

_sentences = st.builds(
    lambda words, end: " ".join(words) + end,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=40),
    st.sampled_from(ENDS),
)
_blocks = st.lists(_sentences, min_size=1, max_size=12).map("".join)
_documents = st.lists(st.one_of(_blocks, st.sampled_from(BREAKS)), min_size=1, max_size=14).map("".join)
_anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)

texts = st.one_of(_documents, _anything, st.text(' \n\t.!?"”#-|:aZ1', max_size=120))
texts_with_words = texts.filter(lambda text: any(letter.isalnum() for letter in text))
