"""Opening the chat model that a setting names, through LangChain."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from onrecord.errors import MissingKey, MissingPackage, ModelUnavailable, UnknownModel
from onrecord.models.failing import as_ours
from onrecord.models.providers import GGUF, PROVIDERS, Provider, address_of, key_in, provider_of
from onrecord.models.secrets import plain
from onrecord.models.thinking import open_openai

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["ModelOptions", "open_model", "split_model"]

# What the extras are called, beside LangChain's names.
_ALSO: Final = {"google": "google_genai", "mistral": "mistralai"}
# A client that insists on a key is given this one where a server of one's own needs none.
_NO_KEY: Final = "none"
_FORMS: Final = (
    "Write PROVIDER:MODEL (of a judge, chat:PROVIDER:MODEL), such as openai:gpt-4.1-mini, ollama:llama3.1:8b or "
    "gguf:/models/model.gguf."
)


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How a chat model is to be asked.

    Attributes:
        base_url: address of a server that speaks the provider's protocol; empty for the provider's own.
        timeout_seconds: the longest silence before and within a reply, over 0.
        reply_tokens: the longest reply; None for the provider's own limit.
        context_tokens: prompt and reply together, where the model runs on this machine.
        threads: of a ``gguf:`` model; 0 for as many as there are cores.
    """

    base_url: str = ""
    timeout_seconds: float = 60.0
    reply_tokens: int | None = None
    context_tokens: int = 8192
    threads: int = 0


def split_model(setting: str) -> tuple[str, str]:
    """The provider and the model that a setting names, with or without a ``chat:`` before them.

    Returns:
        The provider as LangChain calls it, or ``gguf``; and the model, or the file, as it was written.

    Raises:
        UnknownModel: it is not of the form ``PROVIDER:MODEL``.
    """
    words = setting.strip().removeprefix("chat:")
    provider, _, model = (part.strip() for part in words.partition(":"))
    if not provider or not model or provider == "chat":
        raise UnknownModel(f"The chat model {setting!r} is not understood. {_FORMS}")
    provider = provider.lower().replace("-", "_")
    return _ALSO.get(provider, provider), model


def open_model(setting: str, options: ModelOptions | None = None) -> "BaseChatModel":
    """The chat model that ``setting`` names, at temperature 0 where it takes one; nothing is asked of it yet.

    Its client makes each request once: trying again is ours (:func:`onrecord.models.failing.wait_before`). A ``gguf:``
    model is loaded, which takes seconds.

    Args:
        setting: as for :func:`split_model`. Keys come from the variables that the provider's package reads.
        options: the usual ones where None.

    Raises:
        MissingPackage: the package that speaks to the provider is not installed, or is broken; it says what to install.
        MissingKey: the variable with its key is not set; it says which.
        UnknownModel: the setting is malformed, or there is no such provider or file.
        ModelUnavailable: it cannot be opened for another reason.
    """
    provider, model = split_model(setting)
    options = options or ModelOptions()
    name = f"{provider}:{model}"
    if provider == GGUF:
        return _opened_here(name, model, options)
    known = PROVIDERS.get(provider, Provider())
    words = _words(provider, known, options)
    try:
        opened = _opened(model, provider, words)
        if (getattr(opened, "profile", None) or {}).get("temperature") is False:
            del words["temperature"]  # a model that chooses its words by itself refuses one
            opened = _opened(model, provider, words)
    except ImportError as error:
        raise MissingPackage(_lacking(name, error)) from error
    except Exception as error:  # each provider raises errors of its own
        raise _not_opened(name, error) from error
    if "api_key" not in words and not key_in(known) and not os.environ.get("LANGSMITH_GATEWAY"):
        raise _no_key(name, known)
    return opened


def _opened_here(name: str, file: str, options: ModelOptions) -> "BaseChatModel":
    from onrecord.models.local import open_local

    try:
        return open_local(file, options)
    except ImportError as error:
        raise MissingPackage(_lacking(name, error)) from error
    except Exception as error:  # such as a proxy's address that is none
        raise _not_opened(name, error) from error


def _words(provider: str, known: Provider, options: ModelOptions) -> dict[str, Any]:
    """The arguments of the provider's class, which each names in its own way."""
    words: dict[str, Any] = {"temperature": 0, **_limits(provider, known, options)}
    if options.base_url:
        words["base_url"] = options.base_url
    if provider == "openai":
        words["stream_usage"] = True  # off by default where a server is not OpenAI's own
    elsewhere = address_of(known, options.base_url) != known.address
    if elsewhere and known.keys and known.address and not key_in(known):
        words["api_key"] = _NO_KEY
    return words


def _limits(provider: str, known: Provider, options: ModelOptions) -> dict[str, Any]:
    """Time and tokens, and no tries of the client's own."""
    timeout, tokens = options.timeout_seconds, options.reply_tokens
    said = {} if tokens is None else {"max_tokens": tokens}
    if provider == "ollama":
        number = {} if tokens is None else {"num_predict": tokens}
        return {"client_kwargs": {"timeout": timeout}, "num_ctx": options.context_tokens, **number}
    if provider == "google_genai":  # counts the first try too, and takes 0 for its own number
        return {"timeout": timeout, "max_retries": 1, **said}
    if provider == "mistralai":  # takes whole seconds
        return {"timeout": math.ceil(timeout), "max_retries": 1, **said}
    if provider == "openai" and said and not _is_openais(address_of(known, options.base_url)):
        # OpenAI's own name for it, max_completion_tokens, is not known to every server that speaks its protocol.
        return {"timeout": timeout, "max_retries": 0, "extra_body": said}
    return {"timeout": timeout, "max_retries": 0, **said}


def _is_openais(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host == "openai.com" or host.endswith(".openai.com")


def _opened(model: str, provider: str, words: Mapping[str, Any]) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model
    from pydantic import ValidationError

    if provider == "openai":
        return open_openai(model, **words)
    opened: BaseChatModel
    try:
        opened = init_chat_model(model, model_provider=provider, **words)
    except ValidationError as error:
        # Some providers' classes refuse an argument that others share.
        refused = {str(one["loc"][0]) for one in error.errors() if one["type"] == "extra_forbidden" and one["loc"]}
        if not refused & words.keys():
            raise
        kept = {name: value for name, value in words.items() if name not in refused}
        opened = init_chat_model(model, model_provider=provider, **kept)
    return opened


def _lacking(name: str, error: ImportError) -> str:
    """What to install, and the error below: the package may be there and be broken."""
    extra = provider_of(name).extra
    what = f'Run: pip install "onrecord[{extra}]".' if extra else plain(error)
    below = f" ({type(error.__cause__).__name__}: {plain(error.__cause__)})" if error.__cause__ else ""
    return f"The package that speaks to {name!r} cannot be imported{below}. {what}"


def _no_key(name: str, known: Provider) -> MissingKey:
    by = (
        f"the variable {known.addresses[0]}, or for the writer by the setting writer_base_url"
        if known.addresses
        else ""
    )
    own = f" A server of your own that needs none is set by {by}." if by else ""
    return MissingKey(f"There is no key for {name!r}. Set the variable {' or '.join(known.keys)} to one.{own}")


def _not_opened(name: str, error: Exception) -> ModelUnavailable:
    if isinstance(error, ModelUnavailable):
        return error
    known = provider_of(name)
    if isinstance(error, ValueError) and "Unsupported provider" in str(error):
        return UnknownModel(f"There is no provider of chat models for {name!r} ({plain(error)}). {_FORMS}")
    if known.keys and not key_in(known):
        return _no_key(name, known)
    ours = as_ours(error, name)
    if isinstance(ours, MissingKey):
        return ours
    return ModelUnavailable(
        f"The chat model {name!r} cannot be opened ({type(error).__name__}: {plain(error)}). Check the name of the "
        "provider and of the model, its key and its address; docs/models.md says how."
    )
