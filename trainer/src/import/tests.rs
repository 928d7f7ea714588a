//! What paths say, and that folders and archives are visited alike.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use super::*;

/// Takes everything, as label, split, folder and bytes.
#[derive(Default)]
struct Everything(Vec<(Place, Vec<u8>)>);

impl Visitor for Everything {
    fn wants(&mut self, place: &Place) -> Result<bool> {
        Ok(!place.path.ends_with("skip.png"))
    }

    fn take(&mut self, place: Place, bytes: Result<Vec<u8>, TooLarge>) -> Result<()> {
        self.0.push((place, bytes?));
        Ok(())
    }
}

fn visited(input: &Path) -> Vec<(Place, Vec<u8>)> {
    let mut all = Everything::default();
    visit(input, &mut all).expect("visited");
    all.0.sort_by(|a, b| a.0.path.cmp(&b.0.path));
    all.0
}

fn says(path: &str) -> (Option<Label>, Option<Split>, Option<String>) {
    let place = name::of_path(path).expect("a picture's path");
    (place.label, place.split, place.folder)
}

#[test]
fn the_layouts_of_public_sets_are_understood() {
    use Label::{Real, Synthetic};
    for (path, label, split, folder) in [
        // This project's, and a nested source.
        (
            "train/real/flickr/1.jpg",
            Some(Real),
            Some(Split::Train),
            Some("flickr"),
        ),
        (
            "a/test/fake/gan/cats/1.jpg",
            Some(Synthetic),
            Some(Split::Test),
            Some("gan-cats"),
        ),
        // GenImage.
        (
            "sdv4/val/ai/1.png",
            Some(Synthetic),
            Some(Split::Valid),
            Some("sdv4"),
        ),
        (
            "GenImage/ADM/train/nature/1.JPEG",
            Some(Real),
            Some(Split::Train),
            Some("ADM-nature"),
        ),
        // CNNDetection: no split, a class of things between.
        (
            "progan/cat/1_fake/1.png",
            Some(Synthetic),
            None,
            Some("cat"),
        ),
        (
            "biggan/0_real/1.png",
            Some(Real),
            None,
            Some("biggan-0_real"),
        ),
        // CIFAKE: nothing names a source.
        ("train/REAL/7 (3).jpg", Some(Real), Some(Split::Train), None),
        ("pictures/sub/1.png", None, None, Some("sub")),
        ("1.png", None, None, None),
    ] {
        let folder = folder.map(str::to_owned);
        assert_eq!(says(path), (label, split, folder), "{path}");
    }
    for path in ["train/real/notes.txt", "__MACOSX/real/._1.jpg", "real/"] {
        assert!(name::of_path(path).is_none(), "{path}");
    }
}

#[test]
fn folder_names_are_harmless() {
    for (name, plain) in [
        (
            "stabilityai/stable-diffusion-2",
            "stabilityai-stable-diffusion-2",
        ),
        ("../../etc", "etc"),
        ("...", "set"),
        ("", "set"),
        ("Real", "set-Real"),
        ("test", "set-test"),
        ("a\\b c\u{e9}", "a-b-c"),
    ] {
        assert_eq!(name::plain(name), plain);
    }
    assert!(name::plain(&"x".repeat(500)).len() <= 84);
}

#[test]
fn words_of_columns_are_understood_and_others_are_not() {
    assert_eq!(name::class_of_word("0"), Some(Label::Real));
    assert_eq!(name::class_of_word(" Fake "), Some(Label::Synthetic));
    assert_eq!(name::class_of_word("RealArt"), None);
    assert_eq!(
        name::split_of_path("data/test-00000-of-00004.parquet"),
        Some(Split::Test)
    );
    assert_eq!(
        name::split_of_path("validation/x.parquet"),
        Some(Split::Valid)
    );
    assert_eq!(name::split_of_path("shard.parquet"), None);
}

#[test]
fn a_folder_a_zip_and_a_tar_hold_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("set");
    let files = [
        ("sd/train/ai/1.png", "one"),
        ("sd/train/ai/skip.png", "skipped"),
        ("sd/val/nature/2.jpg", "two"),
        ("readme.txt", "words"),
    ];
    let mut zip = zip::ZipWriter::new(File::create(folder.path().join("set.zip")).expect("made"));
    for (path, text) in files {
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(&file, text).expect("written");
        zip.start_file(path, zip::write::SimpleFileOptions::default())
            .expect("started");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("finished");
    let tar = folder.path().join("set.tar");
    let mut builder = tar::Builder::new(File::create(&tar).expect("made"));
    builder.append_dir_all("", &root).expect("appended");
    builder.finish().expect("finished");
    let packed = liblzma::encode_all(File::open(&tar).expect("opened"), 1).expect("packed");
    fs::write(folder.path().join("set.tar.xz"), packed).expect("written");

    let from_folder = visited(&root);
    assert_eq!(from_folder.len(), 2);
    assert_eq!(from_folder[0].0.path, "sd/train/ai/1.png");
    assert_eq!(from_folder[0].1, b"one");
    for archive in ["set.zip", "set.tar", "set.tar.xz"] {
        assert_eq!(
            visited(&folder.path().join(archive)),
            from_folder,
            "{archive}"
        );
    }
    // An archive inside a folder is visited too, with its name in the paths.
    fs::create_dir(folder.path().join("outer")).expect("made");
    fs::copy(&tar, folder.path().join("outer/set.tar")).expect("copied");
    let inner = visited(&folder.path().join("outer"));
    assert_eq!(inner[0].0.path, "set.tar/sd/train/ai/1.png");
    assert_eq!(inner[0].0.folder.as_deref(), Some("sd"));
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let visit_named = |name: &str| {
        let path = folder.path().join(name);
        fs::write(&path, "no archive").expect("written");
        let error = visit(&path, &mut Everything::default()).expect_err("refused");
        format!("{error:#}")
    };
    for name in ["set.zip", "set.tar.xz", "set.rar", "set.parquet"] {
        let message = visit_named(name);
        assert!(message.contains(name), "{message}");
    }
    let missing = folder.path().join("missing.zip");
    let error = visit(&missing, &mut Everything::default()).expect_err("refused");
    assert!(format!("{error:#}").contains("missing.zip"));
}
