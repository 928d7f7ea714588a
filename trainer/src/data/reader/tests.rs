//! Links, limits, and that folders and archives are read alike.

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;

use super::*;

/// Takes every member, as path and bytes or the reason why there are none.
#[derive(Default)]
struct Everything(Vec<(String, Result<Vec<u8>, String>)>);

impl Members for Everything {
    fn wants(&mut self, path: &str) -> Result<bool> {
        Ok(!path.ends_with("skip.png"))
    }

    fn take(&mut self, path: &str, bytes: Result<Vec<u8>, TooLarge>) -> Result<()> {
        let bytes = bytes.map_err(|error| error.to_string());
        self.0.push((path.to_owned(), bytes));
        Ok(())
    }
}

fn read(archive: &Path) -> Result<Everything> {
    let mut all = Everything::default();
    members(archive, "", &mut all)?;
    Ok(all)
}

fn names(root: &Path) -> Vec<String> {
    let found = files(root).expect("listed");
    found.into_iter().map(|(path, _)| path).collect()
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

#[test]
fn a_link_to_a_folder_above_is_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("set");
    write(&root.join("real/a/1.png"), "one");
    symlink(&root, root.join("real/again")).expect("linked");
    symlink("..", root.join("real/a/up")).expect("linked");
    assert_eq!(names(&root), ["real/a/1.png"]);
}

#[test]
fn links_are_followed_inside_the_folder_and_not_out_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("set");
    write(&root.join("real/a/1.png"), "one");
    write(&folder.path().join("elsewhere/2.png"), "two");
    symlink("a", root.join("real/b")).expect("linked");
    symlink("a/1.png", root.join("real/3.png")).expect("linked");
    symlink(folder.path().join("elsewhere"), root.join("real/c")).expect("linked");
    symlink("../../elsewhere/2.png", root.join("real/4.png")).expect("linked");
    symlink("nothing", root.join("real/5.png")).expect("linked");
    assert_eq!(names(&root), ["real/3.png", "real/a/1.png", "real/b/1.png"]);
    // The folder itself may be a link.
    symlink(&root, folder.path().join("link")).expect("linked");
    assert_eq!(names(&folder.path().join("link")), names(&root));
}

#[test]
fn a_member_that_is_too_large_is_named_with_the_limit_and_the_others_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let zeros = vec![0; MAX_FILE_BYTES as usize + 1];
    let archive = folder.path().join("set.zip");
    let mut zip = zip::ZipWriter::new(File::create(&archive).expect("made"));
    for (path, bytes) in [
        ("real/fits.png", &zeros[1..]),
        ("real/large.png", &zeros[..]),
        ("real/small.png", b"small"),
    ] {
        zip.start_file(path, zip::write::SimpleFileOptions::default())
            .expect("started");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("finished");
    // Zeros pack well: the archive says nothing about what it takes to unpack it.
    assert!(fs::metadata(&archive).expect("there").len() < 1 << 20);
    let mut found = read(&archive).expect("read").0;
    found.sort_unstable();
    let lengths: Vec<_> = found
        .into_iter()
        .map(|(path, bytes)| (path, bytes.map(|bytes| bytes.len())))
        .collect();
    let expected = "set.zip: real/large.png has more than 50 MiB, the most that is read of a \
                    picture's file";
    assert_eq!(
        lengths,
        [
            ("real/fits.png".to_owned(), Ok(MAX_FILE_BYTES as usize)),
            ("real/large.png".to_owned(), Err(expected.to_owned())),
            ("real/small.png".to_owned(), Ok(5)),
        ]
    );

    let file = folder.path().join("large.png");
    fs::write(&file, &zeros).expect("written");
    let error = bytes(&file).expect_err("too large");
    assert!(error.is::<TooLarge>(), "{error}");
    assert!(error.to_string().contains("large.png has more than 50 MiB"));
    fs::write(&file, &zeros[1..]).expect("written");
    assert_eq!(bytes(&file).expect("fits").len(), zeros.len() - 1);
}

#[test]
fn a_zip_a_tar_and_a_packed_tar_hold_what_the_folder_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("set");
    let files = [
        ("a/1.png", "one"),
        ("a/skip.png", "skipped"),
        ("b/2.jpg", "two"),
    ];
    let mut zip = zip::ZipWriter::new(File::create(folder.path().join("set.zip")).expect("made"));
    for (path, text) in files {
        write(&root.join(path), text);
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

    assert_eq!(names(&root), ["a/1.png", "a/skip.png", "b/2.jpg"]);
    for archive in ["set.zip", "set.tar", "set.tar.xz"] {
        let mut found = read(&folder.path().join(archive)).expect("read").0;
        found.sort_unstable();
        let expected = [
            ("a/1.png".to_owned(), Ok(b"one".to_vec())),
            ("b/2.jpg".to_owned(), Ok(b"two".to_vec())),
        ];
        assert_eq!(found, expected, "{archive}");
    }
}

#[test]
fn what_is_no_archive_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["set.zip", "set.tar.xz", "set.rar", "missing/set.tar"] {
        let path = folder.path().join(name);
        if !name.contains('/') {
            fs::write(&path, "no archive").expect("written");
        }
        let error = read(&path).err().expect("refused");
        assert!(format!("{error:#}").contains(name), "{error:#}");
    }
}
