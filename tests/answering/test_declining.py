"""Replies that decline, and sentences that only frame an answer."""

import pytest
from hypothesis import given

from onrecord.answering.declining import claims_nothing, is_refusal
from tests.effort import work_of_at_most
from tests.texts import steady, texts

PHRASE = "The passages do not answer this question."


@pytest.mark.parametrize(
    "reply",
    [
        PHRASE,
        "the passages do not answer this question",
        f"I'm sorry, but {PHRASE.lower()}",
        f'"{PHRASE}"',
        f"**{PHRASE}** [1]",
        f"{PHRASE} [1][2]",
        f"<think>Hm. Let me see [1].</think>\n{PHRASE}",
        f"{PHRASE} Please let me know if you have other questions.",
        "The provided passages do not mention the mooring fee.",
        "The documents don't contain any information about the fee [1].",
        "Unfortunately, the given context does not provide an answer.",
        "None of the passages mention who signed it.",
        "There is no information about the fee in the passages.",
        "I cannot answer this question based on the passages provided.",
        "I could not find the fee in the documents.",
        "Based on the passages, it is not possible to determine the fee.",
        "The answer is not in the passages.",
        "I'm sorry, but I cannot find the answer. I hope this helps!",
        "Sure, here is the answer: The passages do not state it.",
        "I don't know.",
        "The passages do not contain enough information to answer.",
        "The documents do not say who signed it.",
        "The passage does not answer the question.",
        "The document does not contain the answer.",
        "The provided text does not mention this.",
        "The document does not specify.",
        "I can't answer that.",
        "I don't have enough information to answer this question.",
        "Unfortunately, the passages do not give details on the fee.",
        "I cannot answer this question because the passages do not mention the fee.",
        "The passages do not mention the fee, so I cannot answer this question.",
        "Based on the passages, there is no mention of the fee.",
        "The passages do not answer this question about the fee.",
        f"What does it cost? {PHRASE}",
    ],
)
def test_a_reply_that_declines(reply: str) -> None:
    assert is_refusal(reply, PHRASE)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "  ",
        "The fee is 40 euros [1].",
        f"{PHRASE} The fee is 40 euros [1].",
        f"The fee is 40 euros. {PHRASE}",
        "The passages do not mention a fine, but the fee is 40 euros [1].",
        "The ministry does not mention the letter [2].",
        "The report found no evidence of undue influence.",
        "No one was arrested [1].",
        "Sure, here is the answer:",
        "The board did not answer the question.",
        "I do not believe the minister, said Venn [1].",
        "Information about the fee is on the board's page.",
        "The material does not contain asbestos.",
        "The passage does not contain asbestos.",
        "It is not possible to give blood within twelve weeks of the last donation.",
        "The source does not provide drinking water.",
        "The record does not include the second race.",
        "We do not know who built the bridge.",
        "I do not know who built the bridge.",
        "The document does not include VAT.",
        "The document does not include the information leaflet.",
        "The documents do not mention VAT.",
        "The text does not mention slavery.",
        "The information does not include names.",
        "The context of the remark does not support a fraud charge.",
        "According to the documents, it is impossible to say who built it.",
        "I was unable to see the crane.",
        "No information was given to the press.",
        "The information is not in the public domain.",
        "The board's question cannot be answered.",
        "The passages do not mention a fine, which is 40 euros.",
        "The passages do not say who signed it, and the fee is 40 euros.",
        f"{PHRASE[:-1]}, but the fee is 40 euros.",
        f"{PHRASE[:-1]}; the fee is 40 euros.",
        "If you have a valid pass, the hire costs 40 euros.",
        "What did it cost?",
    ],
)
def test_a_reply_that_states_something_declines_nothing(reply: str) -> None:
    assert not is_refusal(reply, PHRASE)


@pytest.mark.parametrize(
    "sentence",
    [
        "Sure, here is the answer:",
        "Certainly!",
        "Based on the passages:",
        "Based on the provided passages, here is the answer to your question:",
        "Here are the facts:",
        "Here's a summary of what the passages say:",
        "I hope this helps!",
        "Let me know if you have any other questions.",
        "Answer:",
        "The answer to your question is as follows:",
        "In summary:",
        "Sources:",
        "...",
        "",
        "Here is a summary of the passages:",
        "Sure: here is the answer:",
        "If you need more information, feel free to ask.",
        "If you have any further questions, please let me know.",
        "Please note that the above is based on the passages.",
        "Based on the information in the passages:",
        "What did the crane cost?",
        "Question: What did the crane cost?",
        "The question is: How much is it, and who pays?",
        "\u201cWhat did it cost?\u201d",
        "Do you have a permit?",
        "The passage is about the bridge.",
        "The document is about the harbour crane.",
        "The passages discuss the fee of the harbour.",
        "Passage 2 describes the mooring fee.",
        "The provided text mentions the crane.",
        "This is a passage about the crane.",
        "The passage is:",
        "<passages>",
        "Passage 1:",
    ],
)
def test_what_only_frames_the_answer_claims_nothing(sentence: str) -> None:
    assert claims_nothing(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The fee is 40 euros.",
        "Based on the passages, the fee is 40 euros.",
        "The fee rose in three steps:",
        "In summary, the fee rose.",
        "The answer is 40 euros.",
        "According to the documents, the ferry sailed.",
        "Sure, the fee is 40 euros.",
        "The list has 40 names.",
        "Note that the fee rose.",
        "If you have a valid pass, the crane hire costs 40 euros.",
        "If you need a visa, apply at the embassy.",
        "If you need more information, contact the harbour office.",
        "If you want a seat, please book ahead.",
        "Please consult a doctor before taking the tablets.",
        "Please check the tide tables.",
        "Please note that the above fee is based on weight.",
        "Let me be clear: the fee is 40 euros.",
        "Here is the list of crews.",
        "Here is a summary of the passages: the fee is 40 euros.",
        "Answer: 40 euros",
        "Question: the fee is 40 euros.",
        "I am happy to report that the fee fell.",
        "Feel free to swim at noon.",
        "The report describes the crane.",
        "The text describes the crane.",
        "The document discusses the fee.",
        "The document says that the fee is 40 euros.",
        "The passage says that the fee is 40 euros.",
        "The passage states the fee is 40 euros.",
        "The passage mentions a fee of 40 euros.",
        "The passage describes how the fee rose.",
        "The passage discusses the bridge, closed in May.",
        "The passage mentions no fee.",
        "The passage is about three metres wide.",
        "The passage is closed.",
        "The fee is 40 euros, isn't it?",
        "The fee is 40 euros, right?",
        "The fee is 40 euros. Is it not?",
        'He asked: "Who built the bridge?"',
        'He asked "Who built the bridge?"',
        "The board asked: who built it?",
        "Yes.",
    ],
)
def test_what_claims_something(sentence: str) -> None:
    assert not claims_nothing(sentence)


@pytest.mark.parametrize(
    "unit",
    [
        "the ",
        "sure ",
        "final ",
        "i cannot find the ",
        "no information in the ",
        "if you have any ",
        "passage ",
        ": ",
        "? ",
    ],
)
def test_a_long_sentence_is_judged_in_little_time(unit: str) -> None:
    sentence = (unit * 1000)[:990]
    with work_of_at_most(2):
        claims_nothing(sentence)
        is_refusal(sentence, PHRASE)


@steady
@given(texts)
def test_any_text_can_be_asked(text: str) -> None:
    assert isinstance(is_refusal(text, PHRASE), bool)
    assert isinstance(claims_nothing(text), bool)
