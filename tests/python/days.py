"""The public holidays of France that a library which is not ours (holidays) knows.

Usage: days.py FIRST LAST; prints, as JSON, territory -> day -> name.
"""

import json
import sys

import holidays

TERRITORIES = {
    "METROPOLIS": None,
    "MARTINIQUE": "972",
    "GUADELOUPE": "971",
    "GUYANE": "973",
    "MAYOTTE": "976",
    "REUNION": "974",
    "SAINT_MARTIN": "MF",
}

first, last = int(sys.argv[1]), int(sys.argv[2])
known = {
    territory: {
        day.isoformat(): name
        for day, name in holidays.France(subdiv=code, years=range(first, last + 1), language="fr").items()
    }
    for territory, code in TERRITORIES.items()
}
json.dump(known, sys.stdout)
