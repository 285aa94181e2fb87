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
      LibraryError
        EmptyLibrary        nothing has been ingested yet
        LibraryInUse        another process owns the folder
        StaleLibrary        built with another embedder or by another version; rebuild it
        UnknownDocument     no document has that id
        DamagedLibrary      the record and the index disagree; repair it
      ModelUnavailable      an embedder, re-ranker or judge that was configured cannot be loaded, or gave no verdict

The message of each says what happened, to what, and what to do next.
"""

__all__ = [
    "BadInput",
    "DamagedLibrary",
    "EmptyDocument",
    "EmptyLibrary",
    "EncryptedDocument",
    "IngestError",
    "LibraryError",
    "LibraryInUse",
    "ModelUnavailable",
    "OnrecordError",
    "PromptError",
    "SettingsError",
    "StaleLibrary",
    "TooLarge",
    "UnknownDocument",
    "UnreadableFile",
    "UnsupportedFormat",
]


class OnrecordError(Exception):
    """The root: catch this to catch everything Onrecord raises on purpose."""


class BadInput(OnrecordError):
    """The caller's words cannot be used as they are."""


class SettingsError(OnrecordError):
    """A setting is misspelt, of the wrong type, or out of its bounds."""


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


class DamagedLibrary(LibraryError):
    """The record and its index disagree."""


class ModelUnavailable(OnrecordError):
    """A model that was configured cannot be loaded, or gave no verdict."""
