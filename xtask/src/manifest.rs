//! `manifest.json`: the name, the place and the hash of every served file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use spectrafide_report::served::{ServedFile, ServedFiles};

/// The list of a set of files by logical name. Its version changes whenever a name or a content
/// changes, and with nothing else.
pub fn list(files: BTreeMap<String, ServedFile>) -> ServedFiles {
    let mut listing = String::new();
    for (name, file) in &files {
        writeln!(listing, "{} {name}", file.sha256).expect("writing to a String cannot fail");
    }
    let version = sha256(listing.as_bytes())[..16].to_owned();
    ServedFiles { version, files }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing to a String cannot fail");
            hex
        })
}

/// Puts a part of the hash before the extension: `a/b.wasm` becomes `a/b.0123456789abcdef.wasm`.
pub fn hashed_name(name: &str, sha256: &str) -> String {
    let short = &sha256[..16];
    let file_start = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[file_start..].rfind('.') {
        Some(dot) => {
            let (stem, extension) = name.split_at(file_start + dot);
            format!("{stem}.{short}{extension}")
        }
        None => format!("{name}.{short}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: &[(&str, &[u8])]) -> ServedFiles {
        list(
            files
                .iter()
                .map(|(name, bytes)| {
                    let file = ServedFile {
                        path: (*name).to_owned(),
                        bytes: bytes.len() as u64,
                        sha256: sha256(bytes),
                    };
                    ((*name).to_owned(), file)
                })
                .collect(),
        )
    }

    #[test]
    fn sha256_gives_the_published_value_for_abc() {
        // FIPS 180-4, example B.1.
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn the_version_changes_with_contents_and_names_only() {
        let before = manifest(&[("a.js", b"1"), ("b.js", b"2")]);
        assert_eq!(
            before.version,
            manifest(&[("b.js", b"2"), ("a.js", b"1")]).version
        );
        assert_ne!(
            before.version,
            manifest(&[("a.js", b"1"), ("b.js", b"3")]).version
        );
        assert_ne!(
            before.version,
            manifest(&[("a.js", b"1"), ("c.js", b"2")]).version
        );
        assert_ne!(
            before.version,
            manifest(&[("a.js", b"2"), ("b.js", b"1")]).version
        );
    }

    #[test]
    fn hashed_names_keep_folder_and_extension() {
        let hash = "0123456789abcdef0123";
        assert_eq!(
            hashed_name("pkg/page_bg.wasm", hash),
            "pkg/page_bg.0123456789abcdef.wasm"
        );
        assert_eq!(
            hashed_name("zoo/a.b/weights", hash),
            "zoo/a.b/weights.0123456789abcdef"
        );
    }
}
