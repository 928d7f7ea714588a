//! The validation's results, one by one.

use c2pa::ValidationResults;
use c2pa::validation_results::{IngredientDeltaValidationResult, StatusCodes};
use c2pa::validation_status::ValidationStatus;
use spectrafide_provenance::credentials::Outcome;

/// A result and what it is about.
pub struct Found<'a> {
    pub status: &'a ValidationStatus,
    pub outcome: Outcome,
    /// Whether it was found while an earlier version of the picture was checked.
    pub earlier: bool,
}

impl Found<'_> {
    /// Whether it is about the manifest `label`; one without an address is about the active one.
    pub fn is_about(&self, label: Option<&str>) -> bool {
        match self.status.url().and_then(label_in) {
            Some(about) => Some(about) == label,
            None => !self.earlier,
        }
    }

    /// Whether it is about an identity assertion, which has a signature of its own.
    pub fn is_of_an_identity(&self) -> bool {
        let about = self
            .status
            .url()
            .is_some_and(|url| url.contains("/cawg.identity"));
        about || self.status.code().starts_with("cawg.")
    }
}

/// What was found while the store was validated.
pub fn validated(results: &ValidationResults) -> impl Iterator<Item = Found<'_>> {
    let active = results.active_manifest().into_iter();
    let ingredients = results.ingredient_deltas().into_iter().flatten();
    active
        .map(|codes| (codes, false))
        .chain(ingredients.map(|one| {
            (
                IngredientDeltaValidationResult::validation_deltas(one),
                true,
            )
        }))
        .flat_map(|(codes, earlier)| of_codes(codes, earlier))
}

/// The results of a set, failures first.
pub fn of_codes(codes: &StatusCodes, earlier: bool) -> impl Iterator<Item = Found<'_>> {
    let with = move |outcome| {
        move |status| Found {
            status,
            outcome,
            earlier,
        }
    };
    let failures = codes.failure().iter().map(with(Outcome::Failure));
    let remarks = codes.informational().iter().map(with(Outcome::Remark));
    let successes = codes.success().iter().map(with(Outcome::Success));
    failures.chain(remarks).chain(successes)
}

/// The manifest's label in an address such as `self#jumbf=/c2pa/<label>/c2pa.signature`.
pub fn label_in(address: &str) -> Option<&str> {
    match address.split_once("/c2pa/") {
        Some((_, path)) => path.split('/').next(),
        None => Some(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_is_taken_from_addresses_of_all_forms() {
        for (address, label) in [
            ("self#jumbf=/c2pa/urn:c2pa:1/c2pa.signature", "urn:c2pa:1"),
            ("self#jumbf=/c2pa/urn:c2pa:1", "urn:c2pa:1"),
            ("urn:c2pa:1", "urn:c2pa:1"),
        ] {
            assert_eq!(label_in(address), Some(label), "{address}");
        }
    }
}
