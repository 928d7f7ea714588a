//! How the file came to be as it is.

use spectrafide_provenance::finding::{
    Compression, EditStep, Editing, Provenance, Thumbnail, What,
};

use super::{Row, capitalized, known};

/// How the file was last saved and by what, of every finding about that.
pub fn rows(provenance: &Provenance) -> Vec<Row> {
    provenance
        .findings
        .iter()
        .flat_map(|finding| match &finding.what {
            What::Compression(compression) => compression_rows(compression),
            What::Editing(Editing { software, .. }) => known([("Program", software.clone())]),
            What::ColorProfile(profile) => {
                let name = profile.name.clone().or_else(|| profile.color_space.clone());
                known([("Colour profile", name)])
            }
            What::Thumbnail(thumbnail) => vec![("Small copy inside", thumbnail_words(thumbnail))],
            What::Dimensions(dimensions) => vec![(
                "Size",
                format!(
                    "{} × {}, which {} often make; photographs have it, too",
                    dimensions.width_px,
                    dimensions.height_px,
                    dimensions.typical_of.join(", ")
                ),
            )],
            _ => Vec::new(),
        })
        .collect()
}

fn compression_rows(compression: &Compression) -> Vec<Row> {
    let quality = compression.quality.map(|quality| {
        if compression.standard_tables {
            format!("{quality} of 100")
        } else {
            format!("about {quality} of 100, with tables of its own")
        }
    });
    let saved = if compression.progressive {
        format!("{}, in several passes", compression.codec)
    } else {
        compression.codec.clone()
    };
    known([
        ("Saved as", Some(saved)),
        ("Quality", quality),
        ("Colour resolution", compression.chroma_subsampling.clone()),
        ("Way of saving", compression.encoder.clone()),
        (
            "Saved before",
            compression
                .earlier
                .map(|earlier| format!("probably, as JPEG at about {} of 100", earlier.quality)),
        ),
    ])
}

fn thumbnail_words(thumbnail: &Thumbnail) -> String {
    let size = format!("{} × {}", thumbnail.width_px, thumbnail.height_px);
    match (thumbnail.disagrees, thumbnail.difference) {
        (true, _) => format!("{size}, and it shows something else than the picture"),
        (false, Some(_)) => format!("{size}, agrees with the picture"),
        (false, None) => size,
    }
}

/// The steps of all editing histories, oldest first.
pub fn edit_steps(provenance: &Provenance) -> Vec<String> {
    provenance
        .findings
        .iter()
        .filter_map(|finding| match &finding.what {
            What::Editing(editing) => Some(&editing.steps),
            _ => None,
        })
        .flatten()
        .map(edit_step)
        .collect()
}

/// One step of an editing history.
fn edit_step(step: &EditStep) -> String {
    let software = step.software.as_ref().map(|name| format!(" with {name}"));
    let when = step.when.as_ref().map(|when| format!(" at {when}"));
    format!(
        "{}{}{}",
        capitalized(&step.action),
        software.unwrap_or_default(),
        when.unwrap_or_default()
    )
}

/// What is damaged or in the wrong place.
pub fn problems(provenance: &Provenance) -> Vec<String> {
    provenance
        .findings
        .iter()
        .filter_map(|finding| match &finding.what {
            What::Problem(problem) => Some(problem.words()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_ones_own_make_the_quality_a_guess() {
        let compression = Compression {
            codec: "JPEG".to_owned(),
            quality: Some(92),
            ..Compression::default()
        };
        let rows = compression_rows(&compression);
        assert!(rows.contains(&(
            "Quality",
            "about 92 of 100, with tables of its own".to_owned()
        )));
    }
}
