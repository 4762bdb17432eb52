#!/usr/bin/env bash
# Guess: to attach a vendor list to a decoded TC string lets one look vendors up, and leaves what the string says as it is.
# Really: @iabtechlabtcf/core deletes every publisher restriction that the attached list gives no ground for, and the list's
#   version and policy version then stand in place of the string's own.
# Matters: "only with consent, whatever the vendor registered" was said under the list that the string names. Judged by a
#   newer one it is gone, without a word, and a string written from that model says so to everyone else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @iabtechlabtcf/core@1.5.21
node - <<'NODE'
const { GVL, PurposeRestriction, RestrictionType, TCModel, TCString } = require('@iabtechlabtcf/core');

// A vendor list of one invented vendor.
const list = (vendorListVersion, tcfPolicyVersion, registered) => ({
    gvlSpecificationVersion: 3, vendorListVersion, tcfPolicyVersion, lastUpdated: '2026-01-01T00:00:00Z',
    purposes: Object.fromEntries([...Array(11).keys()].map((at) => [at + 1, { id: at + 1, name: `purpose ${at + 1}` }])),
    specialPurposes: {}, features: {}, specialFeatures: {}, stacks: {}, dataCategories: {},
    vendors: { 10: { id: 10, name: 'Lingon Ads', specialPurposes: [], features: [], specialFeatures: [], ...registered } },
});
const flexible = { purposes: [1], legIntPurposes: [2], flexiblePurposes: [2] };
const consentOnly = { purposes: [1, 2], legIntPurposes: [], flexiblePurposes: [] };
const restrictions = (model) =>
    model.publisherRestrictions.getRestrictions(10).map((own) => `${own.purposeId}:${own.restrictionType}`).join(' ');

(async () => {
    const model = new TCModel(new GVL(list(100, 4, flexible)));
    await model.gvl.readyPromise;
    Object.assign(model, {
        cmpId: 7, cmpVersion: 1, consentScreen: 1, consentLanguage: 'EN', publisherCountryCode: 'SE', isServiceSpecific: true,
    });
    model.publisherRestrictions.add(10, new PurposeRestriction(2, RestrictionType.REQUIRE_CONSENT));
    const decoded = TCString.decode(TCString.encode(model));
    const before = [restrictions(decoded), decoded.vendorListVersion, decoded.policyVersion];
    decoded.gvl = new GVL(list(101, 5, consentOnly));
    await decoded.gvl.readyPromise;
    const after = [restrictions(decoded), decoded.vendorListVersion, decoded.policyVersion];
    const say = ([own, vendors, policy]) => `restrictions [${own}], vendor list ${vendors}, policy ${policy}`;
    console.log(`@iabtechlabtcf/core ${JSON.parse(require('fs').readFileSync('node_modules/@iabtechlabtcf/core/package.json')).version}`);
    console.log(`the string says:            ${say(before)}`);
    console.log(`with a newer list attached: ${say(after)}`);
    const unchanged = before.join() === '2:1,100,4' && after.join() === ',101,5';
    if (!unchanged) { console.error('this has changed'); process.exit(1); }
})();
NODE
