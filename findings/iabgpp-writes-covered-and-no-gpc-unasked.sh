#!/usr/bin/env bash
# Guess: in a US national section on which one field was set, all other fields say "not applicable" (0), and nothing is said
#   about Global Privacy Control.
# Really: @iabgpp/cmpapi also writes that the transaction is covered by the MSPA (1, which means yes), and adds a sub-section
#   that says that the browser sent no GPC signal.
# Matters: a page that only wrote "opted out of sale" has stated a contract's coverage and denied a browser's signal. Whoever
#   takes the string's GPC bit for what the browser said lets a real header be overruled.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @iabgpp/cmpapi@3.2.0
node - <<'NODE'
const { GppModel } = require('@iabgpp/cmpapi');
const written = new GppModel();
written.setFieldValue('usnat', 'SaleOptOut', 1);
const text = written.encode();
const read = new GppModel(text);
const field = (name) => JSON.stringify(read.getFieldValue('usnat', name));
const found = ['SaleOptOut', 'SharingOptOut', 'MspaCoveredTransaction', 'GpcSegmentIncluded', 'Gpc'].map((name) => `${name}=${field(name)}`);
console.log(`@iabgpp/cmpapi ${JSON.parse(require('fs').readFileSync('node_modules/@iabgpp/cmpapi/package.json')).version}`);
console.log(`only SaleOptOut = 1 was set; the string is ${text}`);
console.log(`it says: ${found.join(', ')}`);
const expected = 'SaleOptOut=1,SharingOptOut=0,MspaCoveredTransaction=1,GpcSegmentIncluded=true,Gpc=false';
if (found.join() !== expected) { console.error('this has changed'); process.exit(1); }
NODE
