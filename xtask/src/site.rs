//! The set of files that make up the page, and writing it to a folder.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::build::{self, BINARIES, Mode};
use spectrafide_report::served::{ServedFile, ServedFiles};

use crate::manifest::{self, hashed_name, sha256};
use crate::project::Project;
use crate::zoo;

/// The manifest's own name; it is the one file that it does not list.
pub const MANIFEST: &str = "manifest.json";

/// Parts of `www/` that belong to the repository, not to the page.
const NOT_SERVED: [&str; 2] = ["extension", "README.md"];

/// Whether file names carry a hash of the contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// Every file keeps its logical name.
    Logical,
    /// Files of `pkg/` and `zoo/` are named by contents, so that they can be cached for ever.
    Hashed,
}

/// The files of the page by logical name, without the manifest.
#[derive(Debug, Default)]
pub struct Site {
    /// Logical name, such as `pkg/page.js`, and contents.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Builds the page and gathers all of its files.
    ///
    /// # Errors
    ///
    /// Where a program does not compile, or a file cannot be read.
    pub fn build(project: &Project, mode: Mode) -> Result<Self> {
        let pkg = build::output_folder(project, mode)?;
        for binary in BINARIES {
            build::bundle(project, mode, binary, &pkg)?;
        }
        Self::gather(project, &pkg)
    }

    /// Gathers all files of the page: those of the repository, and the programs in `pkg`.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read, or two have the same name.
    pub fn gather(project: &Project, pkg: &Path) -> Result<Self> {
        let zoo = zoo::collect(&project.root.join("models/zoo"))?;
        if zoo.len() == 1 {
            eprintln!("warning: models/zoo holds no detector; the page will have none to load");
        }
        let mut site = Self { files: zoo };
        let index = project.root.join("index.html");
        let html =
            fs::read(&index).with_context(|| format!("could not read {}", index.display()))?;
        site.add("index.html".to_owned(), html)?;
        site.add_folder(&project.root.join("www"), "", &NOT_SERVED)?;
        site.add_folder(pkg, "pkg/", &[])?;
        Ok(site)
    }

    /// Builds the page into the folder that the end-to-end tests use.
    ///
    /// # Errors
    ///
    /// Where a program does not compile, or a file cannot be read or written.
    pub fn stage(project: &Project, mode: Mode) -> Result<PathBuf> {
        let site = Self::build(project, mode)?;
        site.write_afresh(project, mode)
    }

    /// Writes all files and the manifest to the folder of a mode, and returns the folder.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be emptied or written to.
    pub fn write_afresh(&self, project: &Project, mode: Mode) -> Result<PathBuf> {
        let folder = project.target.join("web").join(mode.name());
        empty_folder(&folder)?;
        self.write(&folder, Naming::Logical)?;
        Ok(folder)
    }

    /// Takes in the programs that came to `pkg` since, and writes them and the manifest that now
    /// lists them below `folder`, where everything else already is.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read or written.
    pub fn add_programs(&mut self, pkg: &Path, folder: &Path) -> Result<()> {
        let mut programs = Self::default();
        programs.add_folder(pkg, "pkg/", &[])?;
        for (name, bytes) in programs.files {
            if let Entry::Vacant(place) = self.files.entry(name) {
                write(&folder.join(place.key()), &bytes)?;
                place.insert(bytes);
            }
        }
        write_manifest(folder, &self.manifest(Naming::Logical))
    }

    /// The manifest that belongs to these files.
    pub fn manifest(&self, naming: Naming) -> ServedFiles {
        let entries = self.files.iter().map(|(name, bytes)| {
            let sha256 = sha256(bytes);
            let entry = ServedFile {
                path: path_of(name, &sha256, naming),
                bytes: bytes.len() as u64,
                sha256,
            };
            (name.clone(), entry)
        });
        manifest::list(entries.collect())
    }

    /// Writes all files and the manifest below `folder`; returns the manifest.
    ///
    /// # Errors
    ///
    /// Where a file cannot be written.
    pub fn write(&self, folder: &Path, naming: Naming) -> Result<ServedFiles> {
        let manifest = self.manifest(naming);
        for (name, bytes) in &self.files {
            write(&folder.join(&manifest.files[name].path), bytes)?;
        }
        write_manifest(folder, &manifest)?;
        Ok(manifest)
    }

    fn add(&mut self, name: String, bytes: Vec<u8>) -> Result<()> {
        if name == MANIFEST || self.files.contains_key(&name) {
            bail!("two sources of the page are named {name}");
        }
        self.files.insert(name, bytes);
        Ok(())
    }

    fn add_folder(&mut self, folder: &Path, prefix: &str, skipped: &[&str]) -> Result<()> {
        let listing =
            fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?;
        for entry in listing {
            let path = entry?.path();
            let file_name = path.file_name().unwrap_or_default().to_string_lossy();
            if file_name.starts_with('.') || skipped.contains(&&*file_name) {
                continue;
            }
            if path.is_dir() {
                self.add_folder(&path, &format!("{prefix}{file_name}/"), &[])?;
            } else {
                let bytes = fs::read(&path)
                    .with_context(|| format!("could not read {}", path.display()))?;
                self.add(format!("{prefix}{file_name}"), bytes)?;
            }
        }
        Ok(())
    }
}

fn write_manifest(folder: &Path, manifest: &ServedFiles) -> Result<()> {
    let mut json = serde_json::to_vec_pretty(manifest)?;
    json.push(b'\n');
    write(&folder.join(MANIFEST), &json)
}

/// Removes what is in a folder, and creates it where it is missing.
///
/// # Errors
///
/// Where the system refuses.
pub fn empty_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("could not empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))
}

/// Writes a file and the folders it needs.
///
/// # Errors
///
/// Where the system refuses.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)
            .with_context(|| format!("could not create {}", parent.display()))?;
    }
    fs::write(path, bytes).with_context(|| format!("could not write {}", path.display()))
}

/// `pkg/snippets` keeps its names: wasm-bindgen's modules import them by relative path, and their
/// folders carry a hash already.
fn path_of(name: &str, sha256: &str, naming: Naming) -> String {
    let hashable = name.starts_with("zoo/")
        || (name.starts_with("pkg/") && !name.starts_with("pkg/snippets/"));
    if naming == Naming::Hashed && hashable {
        hashed_name(name, sha256)
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        let names = [
            "index.html",
            "sw.js",
            "pkg/page.js",
            "pkg/snippets/a/b.js",
            "zoo/a.b/card.json",
        ];
        let files = names.map(|name| (name.to_owned(), name.as_bytes().to_vec()));
        Site {
            files: files.into(),
        }
    }

    #[test]
    fn every_manifest_entry_names_an_existing_file_with_its_size_and_hash() {
        for naming in [Naming::Logical, Naming::Hashed] {
            let folder = tempfile::tempdir().unwrap();
            let manifest = site().write(folder.path(), naming).unwrap();
            assert_eq!(manifest.files.len(), site().files.len());
            for (name, entry) in &manifest.files {
                let bytes = fs::read(folder.path().join(&entry.path)).unwrap();
                assert_eq!(bytes, name.as_bytes());
                assert_eq!(entry.bytes, bytes.len() as u64);
                assert_eq!(entry.sha256, sha256(&bytes));
            }
            let written = fs::read(folder.path().join(MANIFEST)).unwrap();
            assert_eq!(
                serde_json::from_slice::<ServedFiles>(&written).unwrap(),
                manifest
            );
        }
    }

    #[test]
    fn a_program_that_comes_later_is_written_and_listed_beside_the_others() {
        let (folder, pkg) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut site = site();
        site.write(folder.path(), Naming::Logical).unwrap();
        let before = fs::read(folder.path().join("pkg/page.js")).unwrap();
        write(&pkg.path().join("page.js"), b"the staged one stays").unwrap();
        write(&pkg.path().join("late.js"), b"late").unwrap();

        site.add_programs(pkg.path(), folder.path()).unwrap();
        let late = fs::read(folder.path().join("pkg/late.js")).unwrap();
        assert_eq!(late, b"late");
        assert_eq!(fs::read(folder.path().join("pkg/page.js")).unwrap(), before);
        let written = fs::read(folder.path().join(MANIFEST)).unwrap();
        let manifest: ServedFiles = serde_json::from_slice(&written).unwrap();
        assert_eq!(manifest.files["pkg/late.js"].sha256, sha256(b"late"));
        assert_eq!(manifest, site.manifest(Naming::Logical));
    }

    #[test]
    fn serve_keeps_every_name() {
        let manifest = site().manifest(Naming::Logical);
        assert!(
            manifest
                .files
                .iter()
                .all(|(name, entry)| *name == entry.path)
        );
    }

    #[test]
    fn dist_hashes_names_of_pkg_and_zoo_only() {
        let manifest = site().manifest(Naming::Hashed);
        for kept in ["index.html", "sw.js", "pkg/snippets/a/b.js"] {
            assert_eq!(manifest.files[kept].path, kept);
        }
        let page = &manifest.files["pkg/page.js"];
        assert_eq!(page.path, format!("pkg/page.{}.js", &page.sha256[..16]));
        let card = &manifest.files["zoo/a.b/card.json"];
        assert_eq!(
            card.path,
            format!("zoo/a.b/card.{}.json", &card.sha256[..16])
        );
    }

    #[test]
    fn hidden_and_skipped_files_are_not_part_of_the_page() {
        let www = tempfile::tempdir().unwrap();
        for name in [
            "style.css",
            ".hidden",
            "README.md",
            "extension/a.js",
            "icons/README.md",
        ] {
            write(&www.path().join(name), b"x").unwrap();
        }
        let mut site = Site::default();
        site.add_folder(www.path(), "", &NOT_SERVED).unwrap();
        let names: Vec<&String> = site.files.keys().collect();
        assert_eq!(names, ["icons/README.md", "style.css"]);
    }
}
