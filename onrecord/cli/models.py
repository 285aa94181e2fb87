"""``onrecord models``: which chat models are configured, whether they can be asked, and how fast they are."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, safe
from onrecord.errors import ModelUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.models.known import Named

__all__ = ["models"]

_NONE = """No chat model is configured: answers are made of the documents' own words, and rules check them.

To have answers written by one, set a writer, in the settings file or as ONRECORD_WRITER:
  writer = "gguf:/models/model.gguf"    a GGUF file, on this machine        pip install "onrecord[local]"
  writer = "ollama:llama3.1:8b"         a model of Ollama                   pip install "onrecord[ollama]"
  writer = "openai:gpt-4.1-mini"        OpenAI, or with writer_base_url     pip install "onrecord[openai]"
                                        any server that speaks its protocol
  writer = "anthropic:claude-haiku-4-5" Anthropic                           pip install "onrecord[anthropic]"
  writer = "google_genai:gemini-2.5-flash"  Google                          pip install "onrecord[google]"
  writer = "mistralai:mistral-small-latest" Mistral                         pip install "onrecord[mistral]"
A provider is sent each question and the passages found for it; docs/models.md says more."""


def models(
    ask: Annotated[
        bool, typer.Option("--ask", help="Send each model one tiny request, and tell how fast it is.")
    ] = False,
    as_json: AsJson = False,
    library: LibraryFolder = None,
) -> None:
    """List the chat models of the settings: ready, reachable, how fast they answered. Exit code 1: one is not."""
    from onrecord.models.known import named_models, speeds_file

    settings = settings_of(library)
    path = speeds_file(settings)
    found = [_looked_at(named, path, ask) for named in named_models(settings)]
    if as_json:
        json_out({"models": found, "ok": all(one["ok"] for one in found)})
    elif not found:
        typer.echo(_NONE)
    else:
        for one in found:
            typer.echo(_line(one))
    raise typer.Exit(0 if all(one["ok"] for one in found) else 1)


def _looked_at(named: "Named", path: "Path", ask: bool) -> dict[str, object]:
    """One model; ``reachable`` and ``answered`` are None where it is not known, ``speed`` where it never answered."""
    from onrecord.models.known import last_speed
    from onrecord.models.naming import shown_name

    one: dict[str, object] = {"setting": named.setting, "model": shown_name(named.model)}
    one |= {"ready": False, "reachable": None, "address": "", "answered": None, "problem": ""}
    for step, look in (("ready", _ready), ("reachable", _reachable), *((("answered", _asked),) if ask else ())):
        try:
            one |= look(named, path)
        except ModelUnavailable as error:
            one |= {step: False, "problem": str(error)}
            break
    speed = last_speed(path).get(shown_name(named.model))
    return one | {"ok": not one["problem"], "speed": asdict(speed) if speed else None}


def _ready(named: "Named", path: "Path") -> dict[str, object]:
    from onrecord.models.known import check_ready

    check_ready(named.model, named.options)
    return {"ready": True}


def _reachable(named: "Named", path: "Path") -> dict[str, object]:
    from onrecord.models.known import check_reachable

    address = check_reachable(named.model, named.options)
    return {"reachable": True if address else None, "address": address}


def _asked(named: "Named", path: "Path") -> dict[str, object]:
    from onrecord.models.known import note_speed, tried

    note_speed(path, tried(named.model, named.options))
    return {"answered": True}


def _line(one: dict[str, Any]) -> str:
    """One model for people."""
    head = f"{'ok   ' if one['ok'] else 'WRONG'} {one['setting']}: {safe(one['model'])}"
    if one["problem"]:
        return f"{head}\n      {safe(one['problem'])}"
    there = f"reachable: {safe(one['address'])}" if one["address"] else "where it is reached is not known here"
    return f"{head}\n      ready, {there}; {_how_fast(one['speed'])}"


def _how_fast(speed: dict[str, Any] | None) -> str:
    if speed is None:
        return "it has not answered yet"
    told = [f"answered last {safe(speed['when'])}"]
    if speed["first_word_ms"] is not None:
        told.append(f"first word after {speed['first_word_ms'] / 1000:.1f} s")
    if speed["tokens_per_second"] is not None:
        told.append(f"{speed['tokens_per_second']:.0f} tokens a second")
    return ", ".join(told)
