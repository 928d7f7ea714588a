//! IPTC's vocabulary of digital source types, which XMP and Content Credentials share.
//!
//! Sources: <https://cv.iptc.org/newscodes/digitalsourcetype/>; the two terms of C2PA: its
//! specification, section "Digital source type", <https://spec.c2pa.org/>.

use crate::finding::Extent;

/// The addresses in front of the terms.
const VOCABULARIES: [&str; 2] = [
    "cv.iptc.org/newscodes/digitalsourcetype/",
    "c2pa.org/digitalsourcetype/",
];

/// The term of `value`, which is an address of the vocabulary or the term alone.
pub fn term(value: &str) -> &str {
    let value = value.trim();
    let address = value
        .split_once("://")
        .map_or(value, |(_, address)| address);
    VOCABULARIES
        .iter()
        .find_map(|vocabulary| address.strip_prefix(vocabulary))
        .unwrap_or(value)
}

/// How much of a picture a term says was made by a model.
///
/// Terms that are not in the vocabulary leave it open.
pub fn extent(term: &str) -> Extent {
    match term {
        "trainedAlgorithmicMedia" | "trainedAlgorithmicData" => Extent::Whole,
        "compositeWithTrainedAlgorithmicMedia" | "compositeSynthetic" => Extent::Part,
        "digitalCapture"
        | "computationalCapture"
        | "negativeFilm"
        | "positiveFilm"
        | "print"
        | "compositeCapture"
        | "minorHumanEdits"
        | "humanEdits"
        | "digitalArt"
        | "digitalCreation" => Extent::None,
        // Among these `algorithmicMedia`, `algorithmicallyEnhanced`, `composite`, `softwareImage`,
        // `virtualRecording`, `dataDrivenMedia` and `screenCapture`.
        _ => Extent::Unclear,
    }
}
