"""A chat model as judge: it reads a claim beside the passages it cites, and says whether they support it."""

import json
import re
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, Field

from onrecord.answers import Verdict, VerdictLabel
from onrecord.errors import BadInput, GarbledReply, ModelUnavailable
from onrecord.grounding.score import RANGES
from onrecord.models.failing import as_ours, wait_before
from onrecord.models.naming import shown_name
from onrecord.models.opening import open_model, split_model
from onrecord.models.secrets import plain
from onrecord.ports import Prompts
from onrecord.sentences import fold
from onrecord.words import has_word, whole, words_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["ChatModelJudge", "Weighing", "open_chat_judge"]

_ATTEMPTS: Final = 3
# As for the rules: a longer claim is no sentence.
_MOST_CHARS: Final = 20_000
_REASON_CHARS: Final = 300
# Signs that some programs take for the end of a line, and that JSON leaves as they are.
_LINE_ENDS: Final = re.compile("[\x7f-\x9f\u2028\u2029]")


def _share(value: float) -> float:
    if not 0.0 <= value <= 1.0:
        raise ValueError("it is from 0 to 1")
    return value


class Weighing(BaseModel):
    """How far the passages support the claim."""

    # What a model reads of this: the line above, and of each field its name and its description. The bounds of
    # ``confidence`` are no part of the schema: some providers refuse one with bounds.
    reason: str = Field(description="One short sentence: which words of the passages decide it.")
    unsupported_words: list[str] = Field(
        description="Words of the claim that no passage supports, copied letter for letter; empty where there are none."
    )
    label: VerdictLabel = Field(description="How far the passages support the claim.")
    confidence: Annotated[float, AfterValidator(_share)] = Field(description="How sure the label is, from 0 to 1.")


class ChatModelJudge:
    """Checks a claim by asking a chat model, which sees the claim, the texts of the passages, and nothing else.

    The texts are passed as JSON strings, one a line, and the model is told that they are data. That makes it plain
    where they begin and end; it is no proof that a model never obeys what stands in them.

    Args:
        model: any chat model of LangChain that can be bound to a schema.
        prompts: has the prompt ``judge``.
        name: how reports name the judge, such as ``chat:openai:gpt-4.1-mini``.
        attempts: how often a claim is tried at most, 1 and up, where the provider fails or the output is malformed.
        wait_seconds: before the second attempt; twice as long before each next one, up to half a minute, and by chance
            up to as long again. 0 does not wait.

    Attributes:
        failures: of how many claims the model gave no verdict.

    Raises:
        BadInput: there is no attempt.
        ModelUnavailable: the model cannot be bound to a schema.
    """

    def __init__(
        self, model: "BaseChatModel", prompts: Prompts, name: str, attempts: int = _ATTEMPTS, wait_seconds: float = 1.0
    ) -> None:
        if attempts < 1:
            raise BadInput(f"A judge cannot try {attempts} times; give 1 or more.")
        try:
            self._bound = model.with_structured_output(Weighing, include_raw=True)
        except (NotImplementedError, ValueError) as error:
            raise ModelUnavailable(
                f"The judge {name!r} cannot answer in a given form ({plain(error)}). Set a model that can call "
                "tools or keeps to a JSON schema; docs/judges.md says more."
            ) from error
        self._prompts = prompts
        self._wait_seconds = wait_seconds
        self._counting = threading.Lock()
        self._model = name.removeprefix("chat:")
        self.name = name
        self.attempts = attempts
        self.failures = 0

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        """Is ``claim`` supported by ``evidence``, and by nothing else? Order of the texts does not matter.

        The score lies within the range of the label (:data:`onrecord.grounding.score.RANGES`): the surer the model is,
        the higher for ``supported``, the lower for ``unsupported``; ``partly`` has the middle of its range. A model
        that says ``supported`` and yet names words of the claim that are not, says ``partly``. Without evidence nothing
        is asked, and the score is 0.0.

        Raises:
            BadInput: the claim holds no word, or is over 20,000 characters.
            ModelUnavailable: no verdict after the last attempt; of the kind of its failure; :attr:`failures` counts it.
        """
        if not has_word(claim):
            raise BadInput("There is no word in the claim; give a sentence.")
        if len(claim) > _MOST_CHARS:
            raise BadInput(f"The claim has {len(claim):,} characters; check it sentence by sentence.")
        texts = sorted({whole(text) for text in evidence if text.strip()})
        if not texts:
            return Verdict("unsupported", 0.0, "no passage is cited")
        prompt = self._prompts.render("judge", passages="\n".join(map(_line, texts)), claim=_line(whole(claim)))
        try:
            weighing = self._asked(prompt)
        except ModelUnavailable as error:
            with self._counting:
                self.failures += 1
            raise type(error)(
                f"The judge {self.name!r} gave no verdict in up to {self.attempts} attempts. {error} "
                "Then run this again."
            ) from error
        return self._verdict(claim, weighing)

    def _asked(self, prompt: str) -> Weighing:
        """What the model says, tried again, after a wait, where it may help; raises the error of the last attempt."""
        attempt = 1
        while True:
            try:
                return _weighing(self._bound.invoke(prompt), self._model)
            except Exception as error:  # each provider raises errors of its own
                failure = as_ours(error, self._model)
                wait = wait_before(attempt + 1, failure, self.attempts, self._wait_seconds)
                if wait is None:
                    raise failure from error
            time.sleep(wait)
            attempt += 1

    def _verdict(self, claim: str, weighing: Weighing) -> Verdict:
        spans = _spans(claim, weighing.unsupported_words)
        label: VerdictLabel = "partly" if weighing.label == "supported" and spans else weighing.label
        reason = _cut(weighing.reason, _REASON_CHARS) or "no reason"
        return Verdict(label, _score(label, weighing.confidence), f"{self._model} says: {reason}", spans)


def open_chat_judge(setting: str, prompts: Prompts) -> ChatModelJudge:
    """The judge that ``setting`` names; nothing is asked yet.

    Args:
        setting: ``chat:``, and what :func:`onrecord.models.opening.open_model` takes.
        prompts: has the prompt ``judge``.

    Raises:
        ModelUnavailable: as for that function, or the model cannot be bound to a schema.
    """
    return ChatModelJudge(open_model(setting), prompts, f"chat:{shown_name(':'.join(split_model(setting)))}")


def _line(text: str) -> str:
    """A text as a JSON string in one line, whatever signs are in it."""
    return _LINE_ENDS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))


def _weighing(output: Any, model: str) -> Weighing:  # noqa: ANN401 - a dict where the raw output is included
    """What came back, where it has the form that was asked for.

    Raises:
        GarbledReply: it has another.
    """
    parsed, error = output["parsed"], output["parsing_error"]
    if not isinstance(parsed, Weighing):
        raise GarbledReply(
            f"{model!r} gave a malformed output: {plain(error or 'it does not follow the schema')}. Try a model that "
            "keeps to a form."
        ) from error
    return parsed


def _score(label: VerdictLabel, confidence: float) -> float:
    least, greatest = RANGES[label]
    share = {"supported": confidence, "partly": 0.5, "unsupported": 1.0 - confidence}[label]
    return least + (greatest - least) * share


def _spans(claim: str, wordings: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where the wordings stand in the claim, word for word; those that do not are passed over.

    Returns:
        Ranges of characters in order; words side by side are one range.
    """
    words = words_of(claim)
    texts = [word.text for word in words]
    places: set[int] = set()
    for run in ([word.text for word in words_of(wording)] for wording in wordings):
        starts = range(len(texts) - len(run) + 1) if run else ()
        places.update(at + step for at in starts if texts[at : at + len(run)] == run for step in range(len(run)))
    spans: list[tuple[int, int]] = []
    for place in sorted(places):
        begins = words[place].start if place - 1 not in places else spans.pop()[0]
        spans.append((begins, words[place].end))
    return tuple(spans)


def _cut(text: str, most: int) -> str:
    """A text in one line of at most ``most`` characters."""
    line = fold(whole(text))
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}\u2026"
