//! Views that several runs draw alike, made once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use anyhow::{Context, Result};
use image::RgbImage;

use super::Plan;
use crate::digest::sha256;

/// A folder with the views of training runs. Runs that hold out different folds, or train another
/// network on views of the same size, need not decode, deliver and cut every picture again, which
/// takes longer than a step on a fast device.
///
/// A view is a file of `3 * side * side` bytes; a picture of 224 pixels takes 150 KB an epoch.
#[derive(Clone, Debug)]
pub struct KeptViews {
    folder: PathBuf,
    side: u32,
}

impl KeptViews {
    /// Those in `root` of runs that make views as `plan` does: what is kept there by others is not
    /// touched.
    ///
    /// # Errors
    ///
    /// A folder that cannot be made, and twins, whose views are not those of their files.
    pub fn open(root: &Path, plan: &Plan) -> Result<Self> {
        anyhow::ensure!(
            plan.pairs.is_none(),
            "views cannot be kept for runs with `pairs`"
        );
        let views = plan.preprocess.views.middle();
        let decides = (views, &plan.augmentation, plan.seed);
        let folder = root.join(sha256(serde_json::to_vec(&decides)?));
        fs::create_dir_all(&folder)
            .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        Ok(Self {
            folder,
            side: plan.preprocess.views.side(),
        })
    }

    fn file(&self, epoch: usize, place: u64) -> PathBuf {
        self.folder.join(format!("{epoch}-{place:016x}"))
    }

    /// A view that is there, whole.
    pub(super) fn get(&self, epoch: usize, place: u64) -> Option<RgbImage> {
        let bytes = fs::read(self.file(epoch, place)).ok()?;
        let length = 3 * (self.side * self.side) as usize;
        (bytes.len() == length)
            .then(|| RgbImage::from_raw(self.side, self.side, bytes))
            .flatten()
    }

    /// Keeps a view; another run may do the same at the same time.
    pub(super) fn put(&self, epoch: usize, place: u64, view: &RgbImage) -> Result<()> {
        let file = self.file(epoch, place);
        let partial = file.with_extension(process::id().to_string());
        fs::write(&partial, view.as_raw())
            .and_then(|()| fs::rename(&partial, &file))
            .with_context(|| format!("{} cannot be written", file.display()))
    }
}
