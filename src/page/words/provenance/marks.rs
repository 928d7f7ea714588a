//! What generators, labels and cameras wrote into the file.

use spectrafide_provenance::finding::{Capture, Declaration, Generation};

use super::{Row, extent, known};

/// Model, seed and settings of a generator's record; its prompts stand by themselves.
pub fn generation_rows(generation: &Generation) -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = known([
        ("Model", generation.model.clone()),
        ("Seed", generation.seed.clone()),
    ])
    .into_iter()
    .map(|(label, value)| (label.to_owned(), value))
    .collect();
    rows.extend(
        generation
            .settings
            .iter()
            .map(|field| (field.name.clone(), field.value.clone())),
    );
    rows
}

/// A label that says how far a model made the picture.
pub fn declaration_rows(declaration: &Declaration) -> Vec<Row> {
    known([
        ("Label", Some(declaration.standard.name().to_owned())),
        ("Says", Some(declaration.term.clone())),
        ("Made by a model", Some(extent(declaration.extent))),
        ("System", declaration.system.clone()),
    ])
}

/// The camera and its settings; the place only if it is `shown`.
pub fn capture_rows(capture: &Capture, shown: bool) -> Vec<Row> {
    let position = capture.position.map(|position| {
        if shown {
            format!(
                "{:.5}°, {:.5}°",
                position.latitude_degrees, position.longitude_degrees
            )
        } else {
            "in the file, not shown".to_owned()
        }
    });
    known([
        ("Maker", capture.make.clone()),
        ("Camera", capture.model.clone()),
        ("Lens", capture.lens.clone()),
        ("Taken", capture.taken_at.clone()),
        ("Exposure", capture.exposure_time.clone()),
        ("Aperture", capture.aperture.clone()),
        (
            "Sensitivity",
            capture.iso.as_ref().map(|iso| format!("ISO {iso}")),
        ),
        ("Focal length", capture.focal_length.clone()),
        ("Place (latitude, longitude)", position),
    ])
}

#[cfg(test)]
mod tests {
    use spectrafide_provenance::finding::Position;

    use super::*;

    #[test]
    fn a_place_is_shown_on_demand_only() {
        let capture = Capture {
            position: Some(Position {
                latitude_degrees: 48.858_37,
                longitude_degrees: 2.294_48,
            }),
            ..Capture::default()
        };
        let text = |shown| format!("{:?}", capture_rows(&capture, shown));
        assert!(!text(false).contains("48.8") && text(false).contains("not shown"));
        assert!(text(true).contains("48.85837°, 2.29448°"));
    }
}
