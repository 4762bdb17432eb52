#!/usr/bin/env bash
# Guess: a column masked with `pyarrow.compute.if_else(mask, column, None)` has lost what it does not show.
# Really: only the validity changes. Each denied number and text is still in the buffers, and leaves with the batch by
#   Arrow IPC (files, Flight, shuffles); `replace_with_mask`, which shows the same column, clears it.
# Matters: a pipeline that nulls what a person refused, and hands the batch on, hands on what was refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install pyarrow==26.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import struct
import sys

import pyarrow as pa
import pyarrow.compute as pc

DENIED = {"number": 7_234_567_890_123, "text": "second@lingon.example"}
columns = {
    "number": pa.array([1, DENIED["number"], 3], pa.int64()),
    "text": pa.array(["first@lingon.example", DENIED["text"], "third@lingon.example"]),
}
searched = {"number": struct.pack("<q", DENIED["number"]), "text": DENIED["text"].encode()}
mask = pa.array([True, False, True])
ways = {
    "if_else": lambda column: pc.if_else(mask, column, pa.scalar(None, column.type)),
    "replace_with_mask": lambda column: pc.replace_with_mask(column, pc.invert(mask), pa.scalar(None, column.type)),
}


def stream(column):
    sink = pa.BufferOutputStream()
    batch = pa.record_batch([column], names=["column"])
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue().to_pybytes()


print(f"pyarrow {pa.__version__}")
found = {}
for way, apply in ways.items():
    for name, column in columns.items():
        masked = apply(column)
        found[way, name] = searched[name] in stream(masked)
        shown = masked.to_pylist()[1]
        print(f"{way}: the denied {name} is shown as {shown}, and is {'still' if found[way, name] else 'not'} in the IPC bytes")
expected = {(way, name): way == "if_else" for way in ways for name in columns}
sys.exit(0 if found == expected else "this has changed")
PYTHON
