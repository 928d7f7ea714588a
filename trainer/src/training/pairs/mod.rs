//! Real pictures and their synthetic twins in the same batch.

pub mod mixing;
pub mod twin_list;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use spectrafide_report::score::Label;

use crate::data::items::{self, Item};
use mixing::Mixing;

/// How twins are used.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairSettings {
    /// Share of the drawn real pictures with a twin whose twin comes into the batch, in the place
    /// of one of its synthetic pictures: the classes stay as large as they are.
    pub probability: f32,
    /// How often it is mixed with its original.
    #[serde(default)]
    pub mixing: Mixing,
}

impl PairSettings {
    /// Refuses what is no share.
    ///
    /// # Errors
    ///
    /// The setting is named.
    pub fn check(&self) -> Result<()> {
        ensure!(
            self.probability > 0.0 && self.probability <= 1.0,
            "`pairs.probability` must be above 0 and at most 1"
        );
        self.mixing.check()
    }
}

/// The twins of the training pictures.
#[derive(Clone, Debug)]
pub struct Pairs {
    /// How they are used.
    pub settings: PairSettings,
    /// By the index of the original among the training pictures.
    twins: BTreeMap<usize, Item>,
}

impl Pairs {
    /// Finds the twins of `items`, the training pictures, in the folder that `resynthesize` wrote;
    /// none if the run uses none.
    ///
    /// Twins of other pictures, such as those that are held out for validation, are left aside.
    ///
    /// # Errors
    ///
    /// Twins without a run that uses them or the other way round, and twins that are missing or of
    /// other pictures alone.
    pub fn of(
        settings: Option<PairSettings>,
        folder: Option<&Path>,
        items: &[Item],
    ) -> Result<Option<Self>> {
        let (settings, folder) = match (settings, folder) {
            (Some(settings), Some(folder)) => (settings, folder),
            (Some(_), None) => bail!("a run with `pairs` needs `--twins`"),
            (None, Some(_)) => bail!("`--twins` is given, but the run has no `pairs`"),
            (None, None) => return Ok(None),
        };
        let rows = twin_list::read(folder)?;
        let mut found: BTreeMap<String, Item> = items::read(folder, |_| true)?
            .into_iter()
            .map(|item| (item.path.clone(), item))
            .collect();
        let mut by_original = BTreeMap::new();
        for row in &rows {
            let twin = found
                .remove(&row.path)
                .with_context(|| format!("{} is missing", folder.join(&row.path).display()))?;
            ensure!(
                twin.label == Label::Synthetic,
                "{} is listed as a twin, but its path does not say `synthetic`",
                row.path
            );
            by_original.insert(row.original.as_str(), twin);
        }
        let twins: BTreeMap<usize, Item> = items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.label == Label::Real)
            .filter_map(|(index, item)| Some((index, by_original.remove(item.path.as_str())?)))
            .collect();
        ensure!(
            !twins.is_empty(),
            "no real training picture has a twin in {}, where the first original is `{}`",
            folder.display(),
            rows.first().map_or("", |row| &row.original)
        );
        Ok(Some(Self { settings, twins }))
    }

    /// Number of training pictures with a twin.
    pub fn count(&self) -> usize {
        self.twins.len()
    }

    /// The twin of the training picture with this index.
    pub fn twin(&self, item: usize) -> Option<&Item> {
        self.twins.get(&item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::validation::Validation;
    use crate::training::pairs::twin_list::Row;

    const SETTINGS: Option<PairSettings> = Some(PairSettings {
        probability: 1.0,
        mixing: Mixing {
            blend: 0.0,
            patches: 0.0,
            spectrum: 0.0,
            weight: [0.5, 1.0],
        },
    });

    fn row(path: &str, original: &str) -> Row {
        Row {
            path: path.to_owned(),
            original: original.to_owned(),
            split: "train".to_owned(),
            label: "synthetic".to_owned(),
            folder: String::new(),
            source_or_generator: String::new(),
            origin: String::new(),
            sha256: String::new(),
        }
    }

    /// Pictures `real/{a,b}/{0,1}.png` and `synthetic/{c,d}/0.png`, and twins of all real ones.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let touch = |path: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, b"").expect("written");
        };
        let mut rows = Vec::new();
        for original in [
            "real/a/0.png",
            "real/a/1.png",
            "real/b/0.png",
            "real/b/1.png",
        ] {
            touch(&format!("data/{original}"));
            let twin = format!("train/synthetic/x/{}.png", original.replace('/', "_"));
            touch(&format!("twins/{twin}"));
            rows.push(row(&twin, original));
        }
        touch("data/synthetic/c/0.png");
        touch("data/synthetic/d/0.png");
        twin_list::write(&folder.path().join("twins"), &rows).expect("written");
        folder
    }

    #[test]
    fn pictures_that_are_held_out_bring_no_twins_into_the_training() {
        let folder = folder();
        let items = items::read(&folder.path().join("data"), |_| true).expect("items");
        let validation = Validation::Folders {
            real: vec!["b".into()],
            synthetic: vec!["d".into()],
        };
        let (train, _) = validation.split(items).expect("split");
        let twins = folder.path().join("twins");
        let pairs = Pairs::of(SETTINGS, Some(&twins), &train)
            .expect("read")
            .expect("some");
        assert_eq!(pairs.count(), 2);
        for (index, item) in train.iter().enumerate() {
            let twin = pairs.twin(index).map(|twin| twin.path.as_str());
            let expected = match item.path.as_str() {
                "real/a/0.png" => Some("train/synthetic/x/real_a_0.png.png"),
                "real/a/1.png" => Some("train/synthetic/x/real_a_1.png.png"),
                _ => None,
            };
            assert_eq!(twin, expected, "{}", item.path);
        }
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        let folder = folder();
        let twins = folder.path().join("twins");
        let items = items::read(&folder.path().join("data"), |_| true).expect("items");
        let refused = |settings, folder, items: &[Item]| {
            let error = Pairs::of(settings, folder, items).expect_err("refused");
            format!("{error:#}")
        };
        assert!(refused(SETTINGS, None, &items).contains("`--twins`"));
        assert!(refused(None, Some(&twins), &items).contains("`pairs`"));
        assert!(Pairs::of(None, None, &items).expect("nothing").is_none());
        let synthetic = &items[4..];
        assert!(refused(SETTINGS, Some(&twins), synthetic).contains("`real/a/0.png`"));
        let lost = "train/synthetic/x/real_a_1.png.png";
        std::fs::remove_file(twins.join(lost)).expect("removed");
        assert!(refused(SETTINGS, Some(&twins), &items).contains(lost));
    }
}
