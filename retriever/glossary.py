"""What people ask for in short, in the words that filings and reports print.

A question about "capex" is answered by a line "Purchases of property, plant and equipment", which shares no word with
it. These are the abbreviations and ratios of financial statements, as textbooks define them; each brings the names of
the lines it is made of. Left: words of the question, in lower case. Right: words to search for as well.
"""

import re
from typing import Final

__all__ = ["written_out"]

_GLOSSARY: Final = {
    "acquisition": "acquired business combination purchase price",
    "asset turnover": "net sales total assets",
    "buyback": "repurchase of common stock share repurchases",
    "capex": "capital expenditures purchases of property, plant and equipment",
    "capital expenditure": "purchases of property, plant and equipment",
    "capital intensive": "capital expenditures property, plant and equipment total assets",
    "cash conversion cycle": "accounts receivable inventories accounts payable cost of sales",
    "cogs": "cost of sales cost of goods sold",
    "current ratio": "total current assets total current liabilities",
    "d&a": "depreciation and amortization",
    "days payable outstanding": "accounts payable cost of sales inventories",
    "days sales outstanding": "accounts receivable net sales",
    "debt to equity": "total debt total shareholders equity",
    "divestiture": "sale of business disposal",
    "dividend payout": "cash dividends paid net income",
    "dpo": "accounts payable cost of sales",
    "dso": "accounts receivable net sales",
    "ebit": "operating income earnings before interest and taxes",
    "ebitda": "operating income depreciation and amortization",
    "eps": "earnings per share",
    "fcf": "free cash flow net cash provided by operating activities capital expenditures",
    "fixed asset turnover": "net sales property, plant and equipment",
    "free cash flow": "net cash provided by operating activities capital expenditures",
    "gross margin": "gross profit cost of sales net sales",
    "gross profit": "cost of sales net sales",
    "headcount": "employees",
    "interest coverage": "operating income interest expense",
    "inventory turnover": "cost of sales inventories",
    "lawsuit": "legal proceedings litigation claims",
    "layoff": "restructuring severance workforce reduction",
    "legal battle": "legal proceedings litigation claims",
    "leverage": "total debt total assets shareholders equity",
    "liquidity": "current assets current liabilities cash and cash equivalents",
    "m&a": "mergers acquisitions divestitures",
    "net margin": "net income net sales",
    "net working capital": "current assets current liabilities",
    "operating margin": "operating income net sales",
    "opex": "operating expenses",
    "p&l": "statement of income operations earnings",
    "pp&e": "property, plant and equipment",
    "profit margin": "net income net sales",
    "quick ratio": "cash and cash equivalents accounts receivable current liabilities",
    "r&d": "research and development",
    "return on assets": "net income total assets",
    "return on equity": "net income shareholders equity",
    "roa": "net income total assets",
    "roe": "net income shareholders equity",
    "sg&a": "selling, general and administrative expenses",
    "tax rate": "provision for income taxes income before taxes",
    "top line": "net sales revenue",
    "working capital": "current assets current liabilities",
}
_TERM: Final = re.compile(
    r"(?<![\w&])(?:"
    + "|".join(re.escape(term).replace(r"\ ", r"[\s-]+") for term in sorted(_GLOSSARY, reverse=True))
    + r")s?(?![\w&])",
    re.IGNORECASE,
)


def written_out(question: str) -> tuple[str, ...]:
    """For each term of the glossary in ``question``, what to search for as well; empty for most questions."""
    found = (re.sub(r"[\s-]+", " ", match[0].casefold()) for match in _TERM.finditer(question))
    return tuple(dict.fromkeys(_GLOSSARY.get(term) or _GLOSSARY[term.removesuffix("s")] for term in found))
