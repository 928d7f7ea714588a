//! Pictures on the command line, and the manifest stores that lie beside them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use spectrafide_provenance::sidecar::{Drop, MAX_BYTES, is_sidecar, pair};

/// A picture, and the manifest store beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The picture's path.
    pub picture: PathBuf,
    /// The store's path.
    pub sidecar: Option<PathBuf>,
}

/// The pictures among `files`, in their order, each with the store beside it: one of `files`, or `sidecar`
/// for the only picture, whatever that store is called.
///
/// # Errors
///
/// A store that lies beside no picture, is not there or is too large, and `sidecar` with another number of
/// pictures than one.
pub fn paired(files: &[PathBuf], sidecar: Option<&Path>) -> Result<Vec<Given>> {
    let name = |path: &PathBuf| path.to_string_lossy().into_owned();
    let (sidecars, pictures): (Vec<_>, Vec<_>) = files
        .iter()
        .cloned()
        .partition(|path| is_sidecar(&name(path)));
    let drop = Drop {
        came: pictures.iter().map(name).enumerate().collect(),
        ..Drop::default()
    };
    let mut given: Vec<Given> = pictures.into_iter().map(Given::alone).collect();
    if let Some(sidecar) = sidecar {
        let [only] = given.as_mut_slice() else {
            bail!(
                "--sidecar is for one picture, and {} are given",
                given.len()
            );
        };
        only.lay_beside(sidecar)?;
    }
    let names: Vec<String> = sidecars.iter().map(name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (sidecar, home) in sidecars.iter().zip(pair(&names, &drop)) {
        let home = home.and_then(|index| given.get_mut(index));
        home.with_context(|| beside_none(sidecar))?
            .lay_beside(sidecar)?;
    }
    Ok(given)
}

impl Given {
    fn alone(picture: PathBuf) -> Self {
        Self {
            picture,
            sidecar: None,
        }
    }

    fn lay_beside(&mut self, sidecar: &Path) -> Result<()> {
        if self.sidecar.is_some() {
            bail!(beside_none(sidecar));
        }
        let about = sidecar.display();
        let bytes = std::fs::metadata(sidecar)
            .with_context(|| format!("{about} cannot be read"))?
            .len();
        if bytes > MAX_BYTES {
            bail!("{about} has {bytes} bytes; a manifest store may have {MAX_BYTES}");
        }
        self.sidecar = Some(sidecar.to_owned());
        Ok(())
    }
}

fn beside_none(sidecar: &Path) -> String {
    format!(
        "{} lies beside none of the pictures: no picture that has its name is free",
        sidecar.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is given where all files are in `folder`, which is empty at first.
    fn given(folder: &Path, files: &[&str], sidecar: Option<&str>) -> Result<Vec<Given>> {
        let made = |name: &&str| {
            let path = folder.join(name);
            std::fs::write(&path, b"something").expect("a file");
            path
        };
        let sidecar = sidecar.as_ref().map(made);
        let files: Vec<_> = files.iter().map(made).collect();
        paired(&files, sidecar.as_deref())
    }

    fn names(given: &[Given]) -> Vec<(String, Option<String>)> {
        let name = |path: &PathBuf| {
            path.file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        };
        let names = |one: &Given| (name(&one.picture), one.sidecar.as_ref().map(name));
        given.iter().map(names).collect()
    }

    #[test]
    fn a_store_lies_beside_the_picture_of_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = ["b.c2pa", "a.jpg", "b.png", "a.jpg.c2pa", "c.webp"];
        let found = given(folder.path(), &files, None).expect("pairs");
        let some = |name: &str| Some(name.to_owned());
        assert_eq!(
            names(&found),
            [
                ("a.jpg".to_owned(), some("a.jpg.c2pa")),
                ("b.png".to_owned(), some("b.c2pa")),
                ("c.webp".to_owned(), None),
            ]
        );
    }

    #[test]
    fn a_store_of_any_name_can_be_given_for_one_picture() {
        let folder = tempfile::tempdir().expect("a folder");
        let some = |name: &str| Some(name.to_owned());
        for (files, sidecar, beside) in [
            (&["a.jpg"][..], Some("manifest.bin"), "manifest.bin"),
            (&["a.jpg", "other.c2pa"], None, "other.c2pa"),
        ] {
            let found = given(folder.path(), files, sidecar).expect("a pair");
            assert_eq!(names(&found), [("a.jpg".to_owned(), some(beside))]);
        }
        let two = given(folder.path(), &["a.jpg", "b.jpg"], Some("manifest.bin"));
        assert!(two.expect_err("two").to_string().contains("one picture"));
    }

    #[test]
    fn a_store_that_lies_beside_nothing_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        for (files, sidecar) in [
            (&["x.c2pa"][..], None),
            (&["a.jpg", "b.jpg", "x.c2pa"], None),
            (&["a.jpg", "a.c2pa", "x.c2pa"], None),
            (&["a.jpg", "x.c2pa"], Some("manifest.bin")),
        ] {
            let error = given(folder.path(), files, sidecar).expect_err("nothing beside it");
            assert!(error.to_string().contains("x.c2pa"), "{error:#}");
        }
    }

    #[test]
    fn a_store_that_is_not_there_or_too_large_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let picture = folder.path().join("a.jpg");
        let store = folder.path().join("a.c2pa");
        let files = [picture, store.clone()];
        let error = paired(&files, None).expect_err("not there");
        assert!(
            error.to_string().contains("a.c2pa cannot be read"),
            "{error:#}"
        );
        let file = std::fs::File::create(&store).expect("a file");
        file.set_len(MAX_BYTES + 1).expect("a long file");
        let error = paired(&files, None).expect_err("too large");
        assert!(error.to_string().contains("52428801 bytes"), "{error:#}");
        file.set_len(MAX_BYTES).expect("a shorter file");
        assert!(paired(&files, None).is_ok());
    }
}
