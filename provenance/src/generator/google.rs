//! Google's picture models: a credit line beside a digital source type.
//!
//! `photoshop:Credit` is `Made with Google AI` or `Edited with Google AI`, together with IPTC's
//! `DigitalSourceType`. Source: <https://support.google.com/photos/answer/15274034> and
//! <https://iptc.org/news/google-photos-iptc-digital-source-type/>.

use super::{Mark, Records, generation};
use crate::declaration::digital_source_type;
use crate::finding::{Extent, Field, Generation, Tool};
use crate::source_type;

const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";

pub(super) fn read(records: &Records) -> Option<Mark> {
    records.xmp.iter().find_map(|(place, xmp)| {
        let credit = xmp.get(PHOTOSHOP, "Credit")?;
        let source = digital_source_type(xmp)?;
        let fits = matches!(credit, "Made with Google AI" | "Edited with Google AI");
        let synthetic = matches!(
            source_type::extent(source),
            Some(Extent::Whole | Extent::Part)
        );
        (fits && synthetic).then(|| Mark {
            generation: Generation {
                settings: vec![Field::new("Credit", credit)],
                ..generation(Tool::Google)
            },
            place: place.clone(),
            raw: vec![
                Field::new("photoshop:Credit", credit),
                Field::new("DigitalSourceType", source),
            ],
        })
    })
}
