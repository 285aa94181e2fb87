"""Chat models that are files: llama.cpp in this process, spoken to as a server on this machine alone."""

import atexit
import importlib.util
import os
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from onrecord.errors import MissingPackage, UnknownModel
from onrecord.models.secrets import plain
from onrecord.models.thinking import open_openai

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from onrecord.models.opening import ModelOptions

__all__ = ["check_file", "open_local", "stop_all"]

_MAGIC: Final = b"GGUF"
# Requests that are written side by side; each has as much context as if it were alone.
_AT_ONCE: Final = 2
_SILENT: Final = -1
_NEVER: Final = -1


@dataclass(frozen=True, slots=True)
class _Running:
    server: Any
    address: str
    key: str


# By file, its size and when it was written, context, threads.
_running: dict[tuple[Path, int, int, int, int], _Running] = {}
_starting = threading.Lock()


def open_local(file: str, options: "ModelOptions") -> "BaseChatModel":
    """The model in ``file``, loaded once in a process for the same context and threads, and kept until it ends.

    A file that has taken the place of another is loaded anew; models that were opened before go on with the old one.

    The server listens on 127.0.0.1 alone, at a free port, and wants a key that only this process has. It writes two
    replies at a time and keeps the prompts it has read, so that one with the same beginning is read faster.

    Args:
        file: a GGUF file; a leading ``~`` is the home folder.
        options: ``base_url`` is not used.

    Raises:
        UnknownModel: there is no such file, or it is no model that llama.cpp can load.
        MissingPackage: ``xllamacpp`` or ``langchain-openai`` is not installed.
    """
    path = check_file(file)
    threads = options.threads or os.cpu_count() or 1
    with _starting:
        found = path.stat()
        place = (path, found.st_size, found.st_mtime_ns, options.context_tokens, threads)
        running = _running.get(place)
        if running is None:
            running = _running[place] = _started(path, options.context_tokens, threads)
    import httpx
    from pydantic import SecretStr

    return open_openai(
        path.stem,
        base_url=f"{running.address}/v1",
        api_key=SecretStr(running.key),
        temperature=0,
        timeout=options.timeout_seconds,
        max_retries=0,
        # Not through a proxy, whatever the machine's variables say: what is asked stays here.
        http_client=httpx.Client(trust_env=False),
        http_async_client=httpx.AsyncClient(trust_env=False),
        stream_usage=True,
        use_responses_api=False,
        extra_body={} if options.reply_tokens is None else {"max_tokens": options.reply_tokens},
    )


def check_file(file: str) -> Path:
    """The path of a model's file, once it is known that it can be tried: nothing is loaded.

    Args:
        file: as for :func:`open_local`.

    Raises:
        UnknownModel: there is no such file, it cannot be read, or it does not begin as a GGUF file does.
        MissingPackage: a package that is needed for it is not installed.
    """
    path = Path(os.path.expanduser(file))  # noqa: PTH111  Path.expanduser raises where there is no such user
    try:
        with path.open("rb") as opened:
            magic = opened.read(len(_MAGIC))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UnknownModel(
            f"The model file {file} cannot be read ({why}). Give the path of a GGUF file: gguf:/models/model.gguf."
        ) from error
    if magic != _MAGIC:
        raise UnknownModel(f"{file} is no GGUF file. Give one that llama.cpp can load.")
    lacks = [name for name in ("xllamacpp", "langchain_openai") if not _is_there(name)]
    if lacks:
        raise MissingPackage(
            f'A model file needs {" and ".join(lacks)}, not installed here. Run: pip install "onrecord[local]".'
        )
    return path.resolve()


def stop_all() -> None:
    """Stop every server that runs in this process; a model that was opened on one cannot be asked any more."""
    with _starting:
        _running.clear()  # a server stops where nothing holds it


def _is_there(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):
        return False


def _started(path: Path, context_tokens: int, threads: int) -> _Running:
    try:
        import xllamacpp  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingPackage(
            f'xllamacpp cannot be imported ({plain(error)}). Run: pip install "onrecord[local]".'
        ) from error
    key = secrets.token_urlsafe(32)
    asked = xllamacpp.CommonParams()
    asked.model.path = str(path)
    asked.model_alias = {path.stem}
    asked.n_parallel = _AT_ONCE
    asked.n_ctx = context_tokens * _AT_ONCE  # llama.cpp splits it
    asked.cont_batching = asked.cache_prompt = asked.use_jinja = True
    asked.cpuparams.n_threads = asked.cpuparams_batch.n_threads = threads
    asked.hostnames = ["127.0.0.1"]
    asked.port = 0
    asked.api_keys = [key]
    asked.ui = asked.endpoint_props = asked.endpoint_metrics = False
    asked.offline = True
    asked.verbosity = _SILENT
    asked.sse_ping_interval = _NEVER  # a silence is to be seen as one
    try:
        server = xllamacpp.Server(asked)
    except Exception as error:  # whatever llama.cpp says of the file
        raise UnknownModel(
            f"llama.cpp cannot load {path} ({plain(error)}). The file may be cut off or damaged, of a kind that this "
            "version does not know, or need more memory than is free."
        ) from error
    return _Running(server, server.listening_address, key)


atexit.register(stop_all)
