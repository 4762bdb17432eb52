#!/usr/bin/env bash
# Guess: a US national section means the same to every release of the library that wrote the standard's own encoder.
# Really: three successive releases of @iabgpp/cmpapi read one string of the section's first version (12 fields about sensitive
#   data, 2 about children) as 12 and 2 fields, as no section at all (an error), and as 12 and 2 again; a string of the length of
#   the second version (16 and 3) is read with 12 and 2, 16 and 3, and 16 and 3 fields. The length, not the version
#   number in the string, tells the layout.
# Matters: with 12 fields taken for 16, or 16 for 12, every field behind them (children, personal data, coverage) is
#   another. What a person refused depends on which release a page happened to load.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export FIRST=DBABLA~BVVqAAAAAAA.QA SECOND=DBABLA~CEAQAAAAAABA.QA
found=""
for version in 3.1.4 3.1.5 3.2.0; do
    mkdir "$folder/$version"
    cd "$folder/$version"
    npm init -y >/dev/null
    npm install --silent --no-audit --no-fund "@iabgpp/cmpapi@$version"
    reading=$(node - <<'NODE'
const { GppModel } = require('@iabgpp/cmpapi');
const read = (text) => {
    try {
        const model = new GppModel(text);
        const count = (name) => model.getFieldValue('usnat', name).length;
        return `${count('SensitiveDataProcessing')}+${count('KnownChildSensitiveDataConsents')}`;
    } catch { return 'error'; }
};
console.log(`first ${read(process.env.FIRST)}, second ${read(process.env.SECOND)};`);
NODE
    )
    echo "@iabgpp/cmpapi $version: fields about sensitive data + children: ${reading%;*}"
    found+="$reading "
done
[ "$found" = "first 12+2, second 12+2; first error, second 16+3; first 12+2, second 16+3; " ] || { echo "this has changed: $found"; exit 1; }
