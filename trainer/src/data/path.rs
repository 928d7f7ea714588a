//! What folders and files are called in sets of pictures.

use spectrafide_report::score::Label;

use super::split::Split;

/// The class that a folder of this name holds.
pub fn class_of_folder(name: &str) -> Option<Label> {
    match name.to_ascii_lowercase().as_str() {
        "real" | "0_real" | "nature" => Some(Label::Real),
        "synthetic" | "fake" | "1_fake" | "ai" => Some(Label::Synthetic),
        _ => None,
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

/// A picture's folders, outermost first, with the nearest one that names a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders<'a> {
    /// Their names.
    pub names: Vec<&'a str>,
    /// The index of the nearest one that names a class, and the class.
    pub class: Option<(usize, Label)>,
    /// The index of the first one that names a split, and the split.
    pub split: Option<(usize, Split)>,
}

/// Reads a path with `/`; none for one that is no picture's, such as what macOS adds to archives.
pub fn folders(path: &str) -> Option<Folders<'_>> {
    let mut names: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let hidden = names
        .iter()
        .any(|part| part.starts_with("._") || *part == "__MACOSX");
    let file = names.pop()?;
    if hidden || !is_picture_name(file) {
        return None;
    }
    let indexed = || names.iter().enumerate();
    let class = indexed()
        .rev()
        .find_map(|(index, name)| Some((index, class_of_folder(name)?)));
    let split = indexed().find_map(|(index, name)| Some((index, split_of_word(name)?)));
    Some(Folders {
        names,
        class,
        split,
    })
}

fn is_picture_name(name: &str) -> bool {
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase());
    matches!(
        extension.as_deref(),
        Some("png" | "jpg" | "jpeg" | "webp" | "gif" | "bmp" | "tif" | "tiff" | "jxl")
    )
}

/// Class and folder in small letters, such as `real/flickr`: how a source of pictures is called in
/// reports.
pub fn source_name(label: Label, folder: &str) -> String {
    format!("{}/{}", label_name(label), folder.to_lowercase())
}

/// The folder of a split.
pub fn split_name(split: Split) -> &'static str {
    match split {
        Split::Train => "train",
        Split::Valid => "valid",
        Split::Test => "test",
    }
}

/// The folder of a class.
pub fn label_name(label: Label) -> &'static str {
    match label {
        Label::Real => "real",
        Label::Synthetic => "synthetic",
    }
}
