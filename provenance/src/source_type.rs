//! The digital source types, a vocabulary for how a picture came about.
//!
//! Sources: IPTC, <https://cv.iptc.org/newscodes/digitalsourcetype/>; the terms that C2PA adds,
//! <https://spec.c2pa.org/specifications/specifications/2.2/specs/C2PA_Specification.html#_digital_source_type>.

use crate::claim::Extent;

/// The last part of a term's address, which is how people write it.
///
/// A value that is no address is returned as it is, because files hold both forms.
pub fn term(value: &str) -> &str {
    let value = value.trim().trim_end_matches('/');
    value.rsplit(['/', ':']).next().unwrap_or(value)
}

/// How much of a picture a digital source type says was made by a model.
///
/// `value` is a term or its address. Absent for terms that are not in the vocabularies, and for
/// an empty canvas, which says nothing about what is drawn on it later.
pub fn extent(value: &str) -> Option<Extent> {
    Some(match term(value) {
        // "Data" differs from "media" only in not being a picture, which the file disproves.
        "trainedAlgorithmicMedia" | "trainedAlgorithmicData" => Extent::Whole,
        "compositeWithTrainedAlgorithmicMedia" | "compositeSynthetic" => Extent::Part,
        // Programs that may contain a model or not, and mixtures of unknown origin.
        "algorithmicMedia"
        | "algorithmicallyEnhanced"
        | "composite"
        | "dataDrivenMedia"
        | "digitalArt"
        | "screenCapture"
        | "softwareImage"
        | "virtualRecording" => Extent::Unclear,
        "compositeCapture"
        | "computationalCapture"
        | "digitalCapture"
        | "digitalCreation"
        | "humanEdits"
        | "minorHumanEdits"
        | "negativeFilm"
        | "positiveFilm"
        | "print" => Extent::None,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_bare_terms_mean_the_same() {
        for value in [
            "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
            "https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia/",
            "digsrctype:trainedAlgorithmicMedia",
            " trainedAlgorithmicMedia ",
        ] {
            assert_eq!(term(value), "trainedAlgorithmicMedia", "{value}");
            assert_eq!(extent(value), Some(Extent::Whole), "{value}");
        }
    }

    #[test]
    fn unknown_terms_and_an_empty_canvas_say_nothing() {
        assert_eq!(extent(""), None);
        assert_eq!(extent("http://c2pa.org/digitalsourcetype/empty"), None);
        assert_eq!(extent("notTrainedAlgorithmicMedia"), None);
    }
}
