//! Fields as they stand in a file.

use serde::{Deserialize, Serialize};

/// A name with its value, both as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The field's name in its own format.
    pub name: String,
    /// Its value; a long one is cut and says so.
    pub value: String,
}

impl Field {
    /// Longest value that is kept, in bytes.
    pub const MAX_VALUE_BYTES: usize = 4096;

    /// A field, whose value is cut where it is too long.
    pub fn new(name: impl Into<String>, value: impl AsRef<str>) -> Self {
        let value = value.as_ref();
        let mut end = value.len().min(Self::MAX_VALUE_BYTES);
        while !value.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        let kept = value.get(..end).unwrap_or_default();
        let value = if kept.len() < value.len() {
            format!("{kept}… (cut, {} bytes in all)", value.len())
        } else {
            kept.to_owned()
        };
        Self {
            name: name.into(),
            value,
        }
    }
}

impl Field {
    /// Whether the field is one of EXIF's, XMP's or IPTC's about where the picture was taken.
    pub(super) fn is_location(&self) -> bool {
        const NAMES: [&str; 6] = [
            "GPS",
            "City",
            "Sub-location",
            "State",
            "Country",
            "Location",
        ];
        let name = self.name.rsplit([':', ' ']).next().unwrap_or(&self.name);
        NAMES.iter().any(|known| name.starts_with(known))
    }
}
