"""Every error Onrecord raises on purpose, in one tree.

::

    OnrecordError
      BadInput              the caller's words are off: an empty question, a bad date, a bad line
      SettingsError         the settings file or an ONRECORD_* variable is wrong
      PromptError           a prompt's slots and its caller disagree
      IngestError           one file cannot go on record; the others are not touched
        UnreadableFile      missing, a directory where a file was meant, no permission, not a file
        UnsupportedFormat   an ending we do not read, or bytes that are not what the ending says
        EmptyDocument       nothing to read: zero bytes, only white space, a PDF with no text layer
        EncryptedDocument   needs a password
        TooLarge            over the size limit of the settings
        ReadingFailed       the process that read it crashed, or cannot be started
        ReadingTooLarge     reading it took more memory than the settings allow
        ReadingTooLong      reading it took more time than the settings allow
      LibraryError
        EmptyLibrary        nothing has been ingested yet
        LibraryInUse        another process owns the folder
        StaleLibrary        built with another embedder or by another version; rebuild it
        UnknownDocument     no document has that id
        UnknownConversation no conversation has that id
        OriginalMissing     the file that a document was made from is gone
        OriginalChanged     the file that a document was made from is not what was ingested
        DamagedLibrary      the record and the index disagree; repair it
        UnusableArchive     an archive of a library is damaged, hostile, or does not fit this library
        IndexUnavailable    the Chroma server that holds the vectors is down, or does not let us in
      LoginNeeded           the page is to be reached from elsewhere, and nobody would have to log in
      LoginRefused          a name and a password that open no session
        TooManyTries        too many failed tries of late
      EngineUnavailable     what runs the workers of bulk ingestion cannot be started, or has none
      ModelUnavailable      a model that was configured cannot be loaded, or gave no verdict
        MissingPackage      the package that speaks to its provider is not installed
        MissingKey          its provider has no key, or refuses the one it was given
        UnknownModel        the provider has no model, or the disk no file, of that name
        RateLimited         the provider has had too many requests, or is overloaded
        ModelTimedOut       no reply in the time that the settings allow
        ModelUnreachable    no connection, or it broke off
        ContextOverflow     the prompt is longer than the model can read
        EmptyReply          a reply without a word
        TruncatedReply      a reply that ended at its limit before its first sentence did
        GarbledReply        what came back is not what the provider documents

The message of each says what happened, to what, and what to do next.
"""

from typing import ClassVar

__all__ = [
    "BadInput",
    "ContextOverflow",
    "DamagedLibrary",
    "EmptyDocument",
    "EmptyLibrary",
    "EmptyReply",
    "EncryptedDocument",
    "EngineUnavailable",
    "GarbledReply",
    "IndexUnavailable",
    "IngestError",
    "LibraryError",
    "LibraryInUse",
    "LoginNeeded",
    "LoginRefused",
    "MissingKey",
    "MissingPackage",
    "ModelTimedOut",
    "ModelUnavailable",
    "ModelUnreachable",
    "OnrecordError",
    "OriginalChanged",
    "OriginalMissing",
    "PromptError",
    "RateLimited",
    "ReadingFailed",
    "ReadingTooLarge",
    "ReadingTooLong",
    "SettingsError",
    "StaleLibrary",
    "TooLarge",
    "TooManyTries",
    "TruncatedReply",
    "UnknownConversation",
    "UnknownDocument",
    "UnknownModel",
    "UnreadableFile",
    "UnsupportedFormat",
    "UnusableArchive",
]


class OnrecordError(Exception):
    """The root: catch this to catch everything Onrecord raises on purpose."""


class BadInput(OnrecordError):
    """The caller's words cannot be used as they are."""


class SettingsError(OnrecordError):
    """A setting is misspelt, of the wrong type, or out of its bounds."""


class EngineUnavailable(OnrecordError):
    """What runs the workers of bulk ingestion cannot be started, or has no worker to offer."""


class PromptError(OnrecordError):
    """A prompt file is missing, or its slots are not the ones its caller fills."""


class IngestError(OnrecordError):
    """One file cannot go on record."""


class UnreadableFile(IngestError):
    """The file is missing, is no regular file, or may not be opened."""


class UnsupportedFormat(IngestError):
    """Onrecord does not read this format, or the bytes are not what the ending says."""


class EmptyDocument(IngestError):
    """There are no words in it."""


class EncryptedDocument(IngestError):
    """It opens only with a password."""


class TooLarge(IngestError):
    """It is over the size limit of the settings."""


class ReadingFailed(IngestError):
    """The process that read it crashed, or cannot be started."""


class ReadingTooLarge(IngestError):
    """Reading it took more memory than the settings allow."""


class ReadingTooLong(IngestError):
    """Reading it took more time than the settings allow."""


class LibraryError(OnrecordError):
    """The library folder cannot be used as it is."""


class EmptyLibrary(LibraryError):
    """Nothing has been ingested yet."""


class LibraryInUse(LibraryError):
    """Another process owns the library folder."""


class StaleLibrary(LibraryError):
    """The library was built with another embedder or by another version of Onrecord."""


class UnknownDocument(LibraryError):
    """No document on record has that id."""


class UnknownConversation(LibraryError):
    """No conversation that is kept has that id."""


class OriginalMissing(LibraryError):
    """The file that a document was made from is gone, or may not be opened."""


class OriginalChanged(LibraryError):
    """The file that a document was made from is not what was ingested."""


class DamagedLibrary(LibraryError):
    """The record and its index disagree."""


class UnusableArchive(LibraryError):
    """An archive of a library is damaged or hostile, or does not fit the library it was to go into."""


class IndexUnavailable(LibraryError):
    """The server that holds the vectors is down, is none of Chroma, or does not let us in; the record is whole."""


class LoginRefused(OnrecordError):
    """A name and a password that open no session; it is not said which of the two is wrong."""


class TooManyTries(LoginRefused):
    """Too many failed tries of late, for one name or from one address; says when to try again.

    Attributes:
        wait_seconds: until the next try is looked at, over 0 where it is known.
    """

    wait_seconds: float = 0.0


class LoginNeeded(OnrecordError):
    """The page is to be reached from elsewhere and nobody could log in, or nobody would have to."""


class ModelUnavailable(OnrecordError):
    """A model that was configured cannot be loaded, or gave no verdict.

    Attributes:
        may_pass: whether the same request may succeed a moment later, and so is tried again.
        wait_seconds: how long the provider asks to wait before that; None where it does not say.
    """

    may_pass: ClassVar[bool] = False
    wait_seconds: float | None = None


class MissingPackage(ModelUnavailable):
    """The package that speaks to the provider of a chat model is not installed."""


class MissingKey(ModelUnavailable):
    """The provider of a chat model has no key, or refuses the one it was given."""


class UnknownModel(ModelUnavailable):
    """There is no provider, no model of it, or no file of that name."""


class RateLimited(ModelUnavailable):
    """The provider has had too many requests, or is overloaded."""

    may_pass = True


class ModelTimedOut(ModelUnavailable):
    """No reply came in time."""

    may_pass = True


class ModelUnreachable(ModelUnavailable):
    """There is no connection, it broke off, or the server failed."""

    may_pass = True


class ContextOverflow(ModelUnavailable):
    """The prompt is longer than the model can read: fewer passages may fit."""


class EmptyReply(ModelUnavailable):
    """The reply has no word."""

    may_pass = True


class TruncatedReply(ModelUnavailable):
    """The reply ended at its limit before its first sentence did."""


class GarbledReply(ModelUnavailable):
    """What came back is not what the provider documents."""

    may_pass = True
