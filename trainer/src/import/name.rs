//! What paths and columns say about a picture.

use spectrafide_report::score::Label;

use super::Place;
use crate::data::items::Split;
use crate::data::path::{self, Folders, class_of_folder, split_of_word};

/// Longest name of a folder, in characters.
const LONGEST_NAME: usize = 80;

/// The class that a label column means by `word`. Numbers count as most sets count them, real
/// being 0.
pub fn class_of_word(word: &str) -> Option<Label> {
    match word.trim().to_ascii_lowercase().as_str() {
        "0" | "false" | "human" | "photo" | "authentic" => Some(Label::Real),
        "1" | "true" | "generated" | "ai-generated" | "ai_generated" => Some(Label::Synthetic),
        other => class_of_folder(other),
    }
}

/// The split of a path: of its first folder that names one, or of a shard such as
/// `test-00000-of-00004.parquet`.
pub fn split_of_path(path: &str) -> Option<Split> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    folders
        .split('/')
        .find_map(split_of_word)
        .or_else(|| split_of_word(name.split(['-', '_', '.']).next()?))
}

/// What a path says; none for a path that is no picture's.
///
/// The class is that of the nearest folder. The source is what follows the class
/// (`train/real/flickr/1.jpg`), else what precedes the split or the class, as in
/// `<generator>/train/ai/1.png`; real pictures then get the name of their class folder too.
pub fn of_path(path: &str) -> Option<Place> {
    let Folders {
        names,
        class,
        split,
    } = path::folders(path)?;
    let label = class.map(|(_, label)| label);
    let folder = match class {
        Some((place, _)) if place + 1 < names.len() => Some(names[place + 1..].join("-")),
        Some((place, label)) => {
            let split_place = split.map(|(place, _)| place);
            let before = split_place.filter(|&split| split < place).unwrap_or(place);
            names[..before].last().map(|above| {
                if label == Label::Real {
                    format!("{above}-{}", names[place])
                } else {
                    (*above).to_owned()
                }
            })
        }
        None => names
            .iter()
            .rfind(|part| split_of_word(part).is_none())
            .map(|part| (*part).to_owned()),
    };
    Some(Place {
        path: path.to_owned(),
        label,
        split: split.map(|(_, split)| split),
        folder: folder.as_deref().map(plain),
        generator: None,
        source: None,
    })
}

/// `name` with letters, digits, dots, underscores and hyphens only, never empty and never hidden.
pub fn plain(name: &str) -> String {
    let mut kept = String::new();
    for character in name.chars().take(LONGEST_NAME) {
        let fine = character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-');
        kept.push(if fine { character } else { '-' });
    }
    let kept = kept.trim_matches(['.', '-']);
    // A folder of these names would be read as a class or a split.
    if kept.is_empty() || class_of_folder(kept).is_some() || split_of_word(kept).is_some() {
        return format!("set-{kept}").trim_end_matches('-').to_owned();
    }
    kept.to_owned()
}
