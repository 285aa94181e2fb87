"""What a field says while it is empty is read whole in the narrowest place it has."""

import pytest

from ui.say import LANGUAGES, translations

# Letters of the page's own type that are seen of it: in the question field beside its button, in a window of 390 px;
# in the search field over the list of conversations, in one of 1,280 px.
FITS = {"ask.placeholder": 25, "rail.search": 24}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", FITS)
def test_the_words_in_an_empty_field_fit_into_it(key: str, language: str) -> None:
    assert len(translations(language)[key]) <= FITS[key]
