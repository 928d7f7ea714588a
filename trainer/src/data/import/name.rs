//! What paths and columns say about a picture.

use spectrafide_models::score::Label;

use super::Place;
use crate::data::source::{Split, is_picture_name};

/// Longest name of a folder, in characters.
const LONGEST_NAME: usize = 80;

/// The class that a folder of this name holds.
pub fn class_of_folder(name: &str) -> Option<Label> {
    match name.to_ascii_lowercase().as_str() {
        "real" | "0_real" | "nature" => Some(Label::Real),
        "synthetic" | "fake" | "1_fake" | "ai" => Some(Label::Synthetic),
        _ => None,
    }
}

/// The class that a label column means by `word`. Numbers count as most sets count them, real
/// being 0.
pub fn class_of_word(word: &str) -> Option<Label> {
    match word.trim().to_ascii_lowercase().as_str() {
        "0" | "false" | "human" | "photo" | "authentic" => Some(Label::Real),
        "1" | "true" | "generated" | "ai-generated" | "ai_generated" => Some(Label::Synthetic),
        other => class_of_folder(other),
    }
}

/// The split that a folder or a column names.
pub fn split_of_word(word: &str) -> Option<Split> {
    match word.trim().to_ascii_lowercase().as_str() {
        "train" => Some(Split::Train),
        "valid" | "val" | "validation" => Some(Split::Valid),
        "test" => Some(Split::Test),
        _ => None,
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
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let (name, folders) = parts.split_last()?;
    let hidden = parts
        .iter()
        .any(|part| part.starts_with("._") || *part == "__MACOSX");
    if hidden || !is_picture_name(name) {
        return None;
    }
    let class_place = folders
        .iter()
        .rposition(|part| class_of_folder(part).is_some());
    let label = class_place.and_then(|place| class_of_folder(folders[place]));
    let split_place = folders
        .iter()
        .position(|part| split_of_word(part).is_some());
    let folder = match class_place {
        Some(place) if place + 1 < folders.len() => Some(folders[place + 1..].join("-")),
        Some(place) => {
            let before = split_place.filter(|&split| split < place).unwrap_or(place);
            folders[..before].last().map(|above| {
                if label == Some(Label::Real) {
                    format!("{above}-{}", folders[place])
                } else {
                    (*above).to_owned()
                }
            })
        }
        None => folders
            .iter()
            .rfind(|part| split_of_word(part).is_none())
            .map(|part| (*part).to_owned()),
    };
    Some(Place {
        path: path.to_owned(),
        label,
        split: split_place.and_then(|place| split_of_word(folders[place])),
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
