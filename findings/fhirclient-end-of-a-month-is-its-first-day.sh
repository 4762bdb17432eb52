#!/usr/bin/env bash
# Guess: a FHIR period that ends in `2026-03` lasts through March, since all times that an end's text matches belong to the
#   period (FHIR R4, data types, Period.end).
# Really: fhirclient's `date` and `datetime` of such an end are 1 March, midnight.
# Matters: a consent directive that denies until `2026-03` is lifted thirty-one days early by whoever compares those.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install fhirclient==4.4.0
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from fhirclient.models.period import Period

period = Period({"start": "2026-01", "end": "2026-03"})
end = period.end.datetime
print(f"fhirclient {version('fhirclient')}")
print(f"a period with the end `2026-03` ends, as a datetime, at {end.isoformat()}")
sys.exit(0 if end.isoformat().startswith("2026-03-01T00:00:00") else "this has changed")
PYTHON
