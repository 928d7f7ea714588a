//! The folder `dist/`.

use std::fs;
use std::path::Path;

use anyhow::Result;
use spectrafide_report::served::ServedFiles;

use super::budget::Budget;
use super::compress;
use super::sizes::{Size, Sizes};
use crate::build::Mode;
use crate::headers::SECURITY;
use crate::project::Project;
use crate::site::{self, MANIFEST, Naming, Site};

const README: &str = include_str!("HOSTING.md");

/// Builds and writes `dist/`.
///
/// # Errors
///
/// Where a program does not compile, a file cannot be written, or a program is over its budget.
pub fn write(project: &Project) -> Result<()> {
    let site = Site::build(project, Mode::Release)?;
    let folder = project.root.join("dist");
    site::empty_folder(&folder)?;
    let manifest = site.write(&folder, Naming::Hashed)?;
    let sizes = compress_all(&folder, &manifest)?;
    site::write(&folder.join("_headers"), headers_file().as_bytes())?;
    site::write(&folder.join("README.md"), README.as_bytes())?;
    let table = sizes.table();
    site::write(&folder.join("sizes.txt"), table.as_bytes())?;
    println!("\n{table}\nWrote {}", folder.display());
    // After everything is written: what is too large can be looked at.
    Budget::read(&project.root)?.check(&sizes)
}

/// Writes the compressed copies, where they are smaller, and returns all sizes.
fn compress_all(folder: &Path, manifest: &ServedFiles) -> Result<Sizes> {
    let listed = manifest
        .files
        .iter()
        .map(|(name, entry)| (name.as_str(), entry.path.as_str()));
    let mut sizes = Sizes::default();
    for (name, path) in listed.chain([(MANIFEST, MANIFEST)]) {
        let bytes = fs::read(folder.join(path))?;
        let mut size = Size::uncompressed(bytes.len());
        if compress::is_compressible(path) {
            let packed = compress::brotli(&bytes)?;
            if packed.len() < bytes.len() {
                size.brotli = packed.len();
                site::write(&folder.join(format!("{path}.br")), &packed)?;
            }
            let packed = compress::gzip(&bytes)?;
            if packed.len() < bytes.len() {
                size.gzip = packed.len();
                site::write(&folder.join(format!("{path}.gz")), &packed)?;
            }
        }
        sizes.files.insert(name.to_owned(), size);
    }
    Ok(sizes)
}

/// The headers in the `_headers` syntax that several static hosts read.
fn headers_file() -> String {
    let mut text = String::from("/*\n");
    for (name, value) in SECURITY {
        text.extend(["  ", name, ": ", value, "\n"]);
    }
    for (path, cache) in [
        ("/", "no-cache"),
        ("/index.html", "no-cache"),
        ("/manifest.json", "no-cache"),
        ("/sw.js", "no-cache"),
        ("/pkg/*", "public, max-age=31536000, immutable"),
        ("/zoo/*", "public, max-age=31536000, immutable"),
    ] {
        text.extend([path, "\n  Cache-Control: ", cache, "\n"]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headers_file_gives_every_path_the_security_headers() {
        let text = headers_file();
        let all_paths = text.split("\n/").next().unwrap();
        for (name, value) in SECURITY {
            assert!(all_paths.contains(&format!("  {name}: {value}")));
        }
    }

    #[test]
    fn compressed_copies_lie_beside_their_originals() {
        let folder = tempfile::tempdir().unwrap();
        let mut site = Site::default();
        site.files.insert("pkg/page.js".into(), vec![b' '; 4096]);
        site.files.insert("icon.png".into(), vec![0; 4096]);
        let manifest = site.write(folder.path(), Naming::Hashed).unwrap();
        let sizes = compress_all(folder.path(), &manifest).unwrap();

        let script = folder.path().join(&manifest.files["pkg/page.js"].path);
        let copy = |extension: &str| script.with_extension(format!("js.{extension}"));
        let length = |path: &Path| usize::try_from(fs::metadata(path).unwrap().len()).unwrap();
        assert_eq!(sizes.files["pkg/page.js"].brotli, length(&copy("br")));
        assert_eq!(sizes.files["pkg/page.js"].gzip, length(&copy("gz")));
        assert!(!folder.path().join("icon.png.br").exists());
        assert_eq!(sizes.files["icon.png"].brotli, 4096);
    }
}
