"""Public data forms, on small data of our own: the right units, and errors that name the file and the line."""

import json
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from eval.benchmarks.retrieval.forms import read_task
from eval.benchmarks.retrieval.task import Query, Task, Unit, limited
from onrecord.errors import BadInput


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data"
    path.mkdir()
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "documents"
    path.mkdir()
    return path


def lines(*rows: object) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def beir(path: Path, qrels: str = "q1\t../ferry\t2\nq1\tpilot\t1\nq2\tpilot\t0\n") -> None:
    ferry = {"_id": "../ferry", "title": "The ferry", "text": "The Gullwing carries 42 people."}
    pilot = {"_id": "pilot", "title": "", "text": "Pilots mend nets in winter.\u2028They sing."}
    (path / "corpus.jsonl").write_text(lines(ferry, pilot, {"_id": "blank", "title": "", "text": " "}), "utf-8")
    asked = [{"_id": "q1", "text": "How many people?"}, {"_id": "q2", "text": "Who sings?"}]
    (path / "queries.jsonl").write_text(lines(*asked), "utf-8")
    (path / "qrels").mkdir(exist_ok=True)
    (path / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{qrels}", "utf-8")


def test_beir_names_files_by_a_counter_and_keeps_grades(data: Path, folder: Path) -> None:
    beir(data)
    task = read_task("beir", data, folder)
    assert sorted(file.name for file in folder.iterdir()) == ["document-0000000.txt", "document-0000001.txt"]
    assert (folder / "document-0000000.txt").read_text("utf-8") == "The ferry\n\nThe Gullwing carries 42 people.\n"
    grades: dict[Unit, int] = {("document-0000000.txt", None): 2, ("document-0000001.txt", None): 1}
    assert task.queries == (Query("How many people?", grades),)
    assert task.documents == 2
    assert task.left_out == {"documents without a word": 1, "queries without a relevant document": 1}


def test_beir_takes_the_split_that_is_asked_for(data: Path, folder: Path, tmp_path: Path) -> None:
    beir(data)
    (data / "qrels" / "dev.tsv").write_text("q2\tpilot\t1\n", "utf-8")
    assert [query.text for query in read_task("beir", data, folder, "dev").queries] == ["Who sings?"]
    with pytest.raises(BadInput, match="dev, test; name one of them with --split"):
        read_task("beir", data, tmp_path, "train")
    (data / "qrels" / "test.tsv").rename(data / "qrels" / "train.tsv")
    with pytest.raises(BadInput, match="dev, train; name one"):
        read_task("beir", data, tmp_path)
    (data / "qrels" / "train.tsv").unlink()
    other = tmp_path / "other"
    other.mkdir()
    assert read_task("beir", data, other).source == "data (dev)"


def test_beir_judgements_of_unknown_ids_are_left_out_and_counted(data: Path, folder: Path, tmp_path: Path) -> None:
    beir(data, "q1\tpilot\t1\nq1\tgone\t1\nq9\tpilot\t1\n")
    assert read_task("beir", data, folder).left_out["judgements of unknown documents or queries"] == 2
    beir(data, "q1\tgone\t1\n")
    with pytest.raises(BadInput, match="none of 2 queries has a relevant document"):
        read_task("beir", data, tmp_path)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("corpus.jsonl", '{"_id": "a", "text": "b"}\n{"_id": "c",\n', r"corpus\.jsonl, line 2: no JSON"),
        ("corpus.jsonl", '\n{"_id": "a"}\n', r"corpus\.jsonl, line 2: not an object with _id, text"),
        ("corpus.jsonl", '{"_id": "a", "text": "b"}\n{"_id": "a", "text": "c"}\n', "Two documents have the id 'a'"),
        ("corpus.jsonl", "", "holds no document"),
        ("queries.jsonl", "[]\n", r"queries\.jsonl, line 1: not an object"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1 pilot 1\n", r"test\.tsv, line 2: not query-id"),
        ("qrels/test.tsv", "q1\tpilot\thigh\n", r"test\.tsv, line 1: not query-id"),
    ],
)
def test_beir_says_what_is_wrong_and_where(data: Path, folder: Path, file: str, text: str, message: str) -> None:
    beir(data)
    (data / file).write_text(text, "utf-8")
    with pytest.raises(BadInput, match=message):
        read_task("beir", data, folder)


@pytest.mark.parametrize(("file", "message"), [("corpus.jsonl", "corpus"), ("qrels/test.tsv", r"holds no \.tsv")])
def test_beir_names_a_missing_file(data: Path, folder: Path, file: str, message: str) -> None:
    beir(data)
    (data / file).unlink()
    with pytest.raises(BadInput, match=message):
        read_task("beir", data, folder)


def cranfield(path: Path) -> None:
    documents = [
        ".I 1\n.T\nlift of a small kite .\n.A\nb. ferrer\n.B\nnote 3\n.W\nlift of a small kite .\nit is measured .\n",
        ".I 2\n.T\ndrag of a launch\n.A\n\n.B\n\n.W\nthe hull is slow .\n",
        ".I 3\n.T\n.A\n.B\n.W\n",
    ]
    (path / "cran.all.1400").write_text("".join(documents), "utf-8")
    (path / "cran.qry").write_text(".I 001\n.W\nwhat lifts\na kite .\n.I 004\n.W\nwhat slows a launch .\n", "utf-8")
    (path / "cranqrel").write_text("1 1 2\n1 2 -1\n2 2 4 \n2 1  5\n2 3 1\n", "utf-8")


def test_cranfield_takes_query_numbers_as_positions_and_codes_1_to_4_as_relevant(data: Path, folder: Path) -> None:
    cranfield(data)
    task = read_task("cranfield", data, folder)
    assert task.queries == (
        Query("what lifts a kite .", {("document-0000000.txt", None): 1}),
        Query("what slows a launch .", {("document-0000001.txt", None): 1}),
    )
    assert task.left_out == {"documents without a word": 1, "judgements of unknown documents or queries": 1}
    first = (folder / "document-0000000.txt").read_text("utf-8")
    assert first == "lift of a small kite .\nit is measured .\n"  # the title once
    assert (folder / "document-0000001.txt").read_text("utf-8") == "drag of a launch\n\nthe hull is slow .\n"


def test_cranfield_says_what_is_wrong_and_where(data: Path, folder: Path, tmp_path: Path) -> None:
    cranfield(data)
    (data / "cranqrel").write_text("1 1 2\n1 1\n", "utf-8")
    with pytest.raises(BadInput, match="cranqrel, line 2: 2 columns where 3 are wanted"):
        read_task("cranfield", data, folder)
    (data / "cran.qry").write_text("what lifts a kite", "utf-8")
    with pytest.raises(BadInput, match=r"cran\.qry has no line such as"):
        read_task("cranfield", data, tmp_path)
    (data / "cran.all.1400").unlink()
    with pytest.raises(BadInput, match=r"cran\.all\.1400 cannot be read"):
        read_task("cranfield", data, folder)


def trec(path: Path) -> None:
    (path / "part").mkdir()
    documents = (
        "<DOC>\n<DOCNO> HT-1 </DOCNO>\n<HEADLINE>Ferry &amp; crew</HEADLINE>\n"
        "<TEXT>\n<P>The Gullwing carries 42.</P>\n</TEXT>\n</DOC>\n"
        "<DOC><DOCNO>HT-2</DOCNO> Nets are mended \u00e0 Halvane if 1 < 2. </DOC>\n"
    )
    (path / "part" / "ht01").write_bytes(documents.encode("latin-1"))
    (path / "README").write_text("About these files.", "utf-8")
    topics = (
        "<top>\n<num> Number: 051\n<title> Topic: Ferry crews\n<desc> Who sails it?\n</top>\n"
        "<top><num>52</num><title>Nets</title></top>\n"
    )
    (path / "topics.51-52").write_text(topics, "utf-8")
    (path / "qrels.51-52").write_text("51 0 HT-1 2\n51 0 HT-2 0\n052 0 HT-2 1\n", "utf-8")


def test_trec_reads_tagged_documents_topics_and_judgements(data: Path, folder: Path) -> None:
    trec(data)
    task = read_task("trec", data, folder)
    assert task.queries == (
        Query("Ferry crews", {("document-0000000.txt", None): 2}),
        Query("Nets", {("document-0000001.txt", None): 1}),
    )
    assert task.left_out == {}
    assert (folder / "document-0000000.txt").read_text("utf-8") == "Ferry & crew\n\nThe Gullwing carries 42.\n"
    assert (folder / "document-0000001.txt").read_text("utf-8") == "Nets are mended \u00e0 Halvane if 1 < 2.\n"


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("part/ht01", "\n<DOC><TEXT>x</TEXT></DOC>", "ht01, line 2: a <DOC> without <DOCNO>"),
        ("part/ht01", "nothing here", "holds no document"),
        ("topics.51-52", "<top><num>1</top>", "line 1: a <top> without <num> or <title>"),
        ("qrels.51-52", "51 0 HT-1\n", "line 1: 3 columns where 4 are wanted"),
        ("qrels.51-52", "51 0 HT-1 yes\n", "the grade, is not a whole number"),
    ],
)
def test_trec_says_what_is_wrong_and_where(data: Path, folder: Path, file: str, text: str, message: str) -> None:
    trec(data)
    (data / file).write_text(text, "utf-8")
    with pytest.raises(BadInput, match=message):
        read_task("trec", data, folder)


def test_trec_names_what_is_missing(data: Path, folder: Path) -> None:
    trec(data)
    (data / "qrels.51-52").unlink()
    with pytest.raises(BadInput, match="no file with 'qrels' in its name"):
        read_task("trec", data, folder)


def test_squad_has_the_paragraph_of_each_question_and_its_answers(data: Path, folder: Path) -> None:
    asked = [
        {"question": "How many does the Gullwing carry?", "answers": [{"text": "42"}, {"text": "42"}]},
        {"question": "What does it cost?", "answers": []},
        {"question": "???", "answers": [{"text": "green"}]},
    ]
    text = {"data": [{"paragraphs": [{"context": "The Gullwing carries 42.", "qas": asked}]}]}
    (data / "x.json").write_text(json.dumps(text), "utf-8")
    task = read_task("squad", data / "x.json", folder)
    assert task.queries == (Query("How many does the Gullwing carry?", {("paragraph-00000.txt", None): 1}, ("42",)),)
    assert task.left_out == {"queries without a relevant document": 1, "queries without a word": 1}
    assert task.has_answers
    (data / "x.json").write_text('{"data": []}', "utf-8")
    with pytest.raises(BadInput, match="no document"):
        read_task("xquad", data / "x.json", data)


def test_financebench_counts_pages_from_1(data: Path, folder: Path) -> None:
    (data / "pdfs").mkdir()
    canvas = Canvas(str(data / "pdfs" / "HALVANE_2023.pdf"))
    canvas.drawString(72, 700, "Dredging cost 18.4 million crowns.")
    canvas.save()
    here = {"question": "What did dredging cost?", "doc_name": "HALVANE_2023", "evidence": [{"evidence_page_num": 0}]}
    gone = {**here, "doc_name": "../HALVANE_2019"}
    (data / "questions.jsonl").write_text(lines(here, gone), "utf-8")
    task = read_task("financebench", data, folder)
    assert task.by_page
    assert task.folder == data / "pdfs"
    assert task.queries == (Query("What did dredging cost?", {("HALVANE_2023.pdf", 1): 1}),)
    assert task.left_out == {"evidence in filings that are not there": 1, "queries without a relevant document": 1}
    (data / "questions.jsonl").write_text(lines(here, {**here, "evidence": [{"page": 1}]}), "utf-8")
    with pytest.raises(BadInput, match=r"questions\.jsonl, line 2: evidence"):
        read_task("financebench", data, folder)


def test_an_unknown_form_or_a_split_where_there_is_none_is_refused(data: Path, folder: Path) -> None:
    with pytest.raises(BadInput, match="give one of xquad, squad, beir"):
        read_task("msmarco", data, folder)
    with pytest.raises(BadInput, match="trec has no splits"):
        read_task("trec", data, folder, "test")


def test_a_limit_spreads_over_the_queries(folder: Path) -> None:
    task = Task("beir", "x", folder, 1, tuple(Query(f"question {n}", {("a", None): 1}) for n in range(10)))
    assert [query.text[-1] for query in limited(task, 3).queries] == ["0", "3", "6"]
    assert limited(task, 10) is limited(task, None) is task


def test_a_query_needs_a_relevant_unit() -> None:
    with pytest.raises(ValueError, match="relevant unit"):
        Query("How many?", {("a", None): 0})
