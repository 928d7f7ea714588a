//! The file, as the decoder read it.

use spectrafide_report::report::PictureFacts;

use super::units::file_size;

/// Labels and values.
pub fn rows(picture: &PictureFacts) -> Vec<(&'static str, String)> {
    let PictureFacts {
        format,
        width_px,
        height_px,
        file_bytes,
        notes: _,
    } = picture;
    vec![
        ("Format", format_name(format)),
        ("Picture", format!("{width_px} × {height_px} pixels")),
        ("File size", file_size(*file_bytes)),
    ]
}

/// The common name of a container.
fn format_name(format: &str) -> String {
    match format {
        "webp" => "WebP".to_owned(),
        other => other.to_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn the_container_is_called_as_people_call_it() {
        let picture = sample::real().report.picture.expect("a decoded sample");
        assert!(rows(&picture).contains(&("Format", "JPEG".to_owned())));
        assert!(rows(&picture).contains(&("Picture", "1024 × 768 pixels".to_owned())));
        assert_eq!(format_name("webp"), "WebP");
    }
}
