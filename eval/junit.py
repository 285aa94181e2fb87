"""A run as JUnit XML, which every CI shows: one test a case."""

import re
from pathlib import Path
from typing import Any, Final

from eval.outcome import faults
from eval.results import XML, Result, Run

__all__ = ["write_junit"]

# What XML 1.0 cannot hold, written in any way.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(run: Run) -> Path:
    """Write ``junit.xml`` into the folder of the run: broken cases and errors are errors, lost points are failures.

    A case loses points where one of :data:`eval.outcome.DECIDING` is not as good as it can be.
    """
    import junitparser

    suite = junitparser.TestSuite(_clean(f"onrecord {run.record['suite']['name']}"))
    for result in run.results:
        suite.add_testcase(_test(result, junitparser))
    xml = junitparser.JUnitXml("onrecord eval")
    xml.add_testsuite(suite)
    path = run.folder / XML
    xml.write(str(path), pretty=True)
    return path


def _test(result: Result, junitparser: Any) -> Any:  # noqa: ANN401 - a module and a value of it
    answer = result.answer or {}
    seconds = float(answer.get("timings_ms", {}).get("total", 0.0)) / 1000
    test = junitparser.TestCase(_clean(result.id), _clean(result.kind), seconds)
    wrong = [*filter(None, (result.error,)), *result.broken]
    lost = faults(result.scores)
    if wrong:
        test.result = [junitparser.Error(_clean("; ".join(wrong)), "broken")]
    elif lost:
        reasons = "\n".join(f"{name}: {reason}" for name, reason in lost.items())
        failure = junitparser.Failure(_clean(f"lost points: {', '.join(lost)}"), "points")
        failure.text = _clean(f"{result.case['question']}\n{reasons}\n\n{answer.get('text', '')}")
        test.result = [failure]
    return test


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
