"""An independent answer to `callboard schedule next`, for the differential test.

Reads lines EXPR<TAB>ZONE<TAB>FROM<TAB>COUNT on stdin and writes a line each: instants in UTC, comma-separated, or
ERR. Needs the PyPI packages cronsim and tzdata, the latter at the IANA release the program uses.

cronsim has its own idea of clock changes, so it only sees naive wall times; the rule of docs/scheduling.md is applied
here a second time, by other means than the program's: each wall time is tried in both folds of zoneinfo, and the end
of a gap is found by bisection.
"""

import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

from cronsim import CronSim, CronSimError

UTC = timezone.utc
END = datetime(2090, 1, 1)
# No clock went back by more within the years that are tested.
LONGEST_FOLD = timedelta(hours=4)


def instants_of(wall, zone):
    """Every instant at which the zone's clock shows this wall time: none, one or two."""
    found = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(at for at in found if at.astimezone(zone).replace(tzinfo=None) == wall)


def end_of_gap(wall, zone):
    """The first instant after the clock jumped over this wall time."""
    low, high = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    # The wall time may lie exactly at the gap's begin, where one of the two readings is the change itself.
    return low if low.astimezone(zone).utcoffset() != before else high


def walls(expression, start):
    for wall in CronSim(expression, start):
        if wall >= END:
            return
        yield wall


def answer(expression, zone_name, start, count):
    minute, hour = expression.split()[:2]
    wildcard = minute.startswith("*") or hour.startswith("*")
    zone = zoneinfo.ZoneInfo(zone_name)
    begin = start.astimezone(zone).replace(tzinfo=None) - LONGEST_FOLD
    found, enough = set(), None
    for wall in walls(expression, begin):
        if enough and wall > enough:
            break
        instants = instants_of(wall, zone)
        if not wildcard:
            instants = instants[:1] or [end_of_gap(wall, zone)]
        found.update(at for at in instants if at > start)
        if len(found) >= count and enough is None:
            enough = wall + LONGEST_FOLD
    return sorted(found)[:count]


def main():
    zoneinfo.reset_tzpath(to=[])  # the package's data, never the machine's
    for line in sys.stdin:
        expression, zone, start, count = line.rstrip("\n").split("\t")
        try:
            found = answer(expression, zone, datetime.fromisoformat(start.replace("Z", "+00:00")), int(count))
            print(",".join(at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in found))
        except CronSimError:
            print("ERR")


main()
