"""``python -m tests.soak``: soak the page, print what came of it, and fail where anything did."""

import argparse
import sys

from tests.soak.soaking import MOST_GROWTH, Plan, soak


def main() -> int:
    """Soak it; 1 where there was an error, or the memory grew by more than it may."""
    usual = Plan()
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=usual.seconds / 60, help="for how long")
    parser.add_argument("--users", type=int, default=usual.users, help="readers at once")
    parser.add_argument("--seed", type=int, default=usual.seed, help="the same seed draws the same lives")
    parser.add_argument("--thinking", type=float, default=usual.thinking, help="seconds between two deeds of a reader")
    given = parser.parse_args()
    plan = Plan(60 * given.minutes, given.users, given.seed, given.thinking)
    soaked = soak(plan, lambda line: print(line, file=sys.stderr, flush=True))
    for line in soaked.lines():
        print(line)
    return 1 if soaked.tally.errors or soaked.growth > MOST_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
