//! Region groups, and the regions that a field lists.

use super::compiler::Compiler;
use crate::{
    fault::{Fault, FaultCode},
    region::{Groups, Region},
    suggest::shortened,
};

/// Most region groups, and most regions listed in one place.
///
/// ISO 3166-1 has some 250 codes, and a group counts as one entry.
const MAX_LISTED_REGIONS: usize = 1024;

impl Compiler<'_> {
    /// Adds the document's own region groups to the built-in ones.
    ///
    /// A name that reads as a code is refused (`group_is_region`), so that `NO` in a list cannot mean two things.
    pub(super) fn groups(&mut self) {
        if self.too_many("region_groups", self.document.region_groups.len(), MAX_LISTED_REGIONS) {
            return;
        }
        // Members are resolved against the built-in groups, so a document's groups cannot contain each other.
        let built_in = self.groups.clone();
        for (name, members) in &self.document.region_groups {
            let place = format!("region_groups.{}", shortened(name));
            if Region::new(name).is_ok() {
                self.fault(
                    &place,
                    FaultCode::GroupIsRegion,
                    format!("`{name}` is a country's code; give the group another name"),
                );
                continue;
            }
            let regions = resolve_regions(&built_in, members, &place, &mut self.faults);
            if !self.groups.add(name, regions) {
                self.fault(
                    place,
                    FaultCode::DuplicateKey,
                    format!("the group `{name}` is built in; give yours another name"),
                );
            }
        }
    }

    /// The regions of a field; `None` where it is not there, which means everywhere.
    pub(super) fn regions(&mut self, names: Option<&Vec<String>>, place: &str) -> Option<Vec<Region>> {
        names.map(|names| resolve_regions(&self.groups, names, &format!("{place}.regions"), &mut self.faults))
    }
}

/// The regions that codes and names of groups stand for, sorted, each once.
///
/// Groups are replaced by their members: what is stored are codes only. `US` beside `US-CA` is kept as both.
fn resolve_regions(groups: &Groups, names: &[String], place: &str, faults: &mut Vec<Fault>) -> Vec<Region> {
    if names.is_empty() {
        faults.push(Fault::new(
            place,
            FaultCode::EmptySet,
            "no region is listed; list some, or leave the field out for everywhere",
        ));
    }
    if names.len() > MAX_LISTED_REGIONS {
        let message = format!("{} are listed, at most {MAX_LISTED_REGIONS} may be", names.len());
        faults.push(Fault::new(place, FaultCode::TooMany, message));
        return Vec::new();
    }
    let mut regions = Vec::new();
    for (position, name) in names.iter().enumerate() {
        match groups.resolve(name) {
            Ok(members) => regions.extend(members),
            Err(error) => {
                let message = format!("{error}; nor is it one of the policy's `region_groups`");
                faults.push(Fault::new(format!("{place}[{position}]"), FaultCode::UnknownRegion, message));
            }
        }
    }
    regions.sort_unstable();
    regions.dedup();
    regions
}
