"""The scripted answers over the small library of :mod:`fakes`."""

from collections.abc import Mapping

from onrecord.answers import Answer, Sentence, Verdict
from onrecord.errors import ModelUnavailable
from tests.browser.fakes import answered, cite, hit, library, quoting, refused

EXAMPLES = (
    "Why was the dredging halted?",
    "What does each side say the delay costs?",
    "When did the authority learn of the mercury?",
)


def script() -> Mapping[str, Answer | Exception]:
    """Answers by a word of the question."""
    wire, note, filing = library()
    return {
        "halted": _halted(),
        "cost": _costs(),
        "learn": _learnt(),
        "paid": refused("Who paid for the samples?", [hit(wire, 640, 930), hit(note, 190, 560), hit(filing, 0, 200)]),
        "model": ModelUnavailable("The judge could not be loaded. Run 'onrecord doctor' to see why."),
        "crash": ZeroDivisionError("internal detail that nobody should see"),
    }  # fmt: skip


def _learnt() -> Answer:
    wire, note, _ = library()
    first = cite(1, wire, "The authority received those results on 2 April, sixteen days before it stopped the work.")
    second = cite(2, note, "The first laboratory report reached the ministry on 5 April.")
    question = "When did the authority learn of the mercury?"
    return answered(question, [first, second], [quoting(first), quoting(second)])


def _halted() -> Answer:
    wire, note, _ = library()
    first = cite(1, wire, "Dredging of the inner channel was halted on Thursday after divers found mercury in the "
                          "sediment, the harbour authority said.")  # fmt: skip
    second = cite(2, wire, '"Nobody will move another shovel of mud until we know what is in it," said Mara Venn, '
                           "who chairs the authority.")  # fmt: skip
    third = cite(3, note, "Mercury stood between 2.4 and 3.3 milligrams per kilogram in nine of twelve samples.")
    return answered(
        "Why was the dredging halted?", [first, second, third],
        [quoting(first), quoting(second, "Mara Venn"), quoting(third)],
    )  # fmt: skip


def _costs() -> Answer:
    wire, _, filing = library()
    hers = cite(1, wire, "She put the cost of the delay at 40,000 crowns a day.")
    his = cite(2, wire, '"It is nearer to half of that," its spokesman Piet Sorrel told reporters at the quay.')
    clause = cite(3, filing, "It contains a clause under which the company is paid 18,500 crowns for each day of delay "
                             "that it has not caused.")  # fmt: skip
    return answered(
        "What does each side say the delay costs?", [hers, his, clause],
        [
            Sentence("The two sides give different figures for a day of delay.", "statement", (1, 2),
                     Verdict("supported", 0.91, "“40,000 crowns a day” against “nearer to half of that”")),
            Sentence("The contract itself sets 18,500 crowns a day, which the authority must pay.", "statement", (3,),
                     Verdict("partly", 0.45, "“18,500 crowns for each day” stands there; who must pay does not",
                             ((52, 74),))),
            Sentence("The delay will cost more than two million crowns in all.", "statement", (),
                     Verdict("unsupported", 0.04, "no cited passage holds “two million”", ((30, 41),))),
            Sentence("In their own words:", "framing"),
            quoting(hers, "Mara Venn"), quoting(his, "Piet Sorrel"), quoting(clause),
        ],
        searched="What does each side say the delay of the dredging at Pell Harbour costs?",
    )  # fmt: skip
