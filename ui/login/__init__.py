"""Login: nothing of the page is served to a visitor who has not said who they are."""
