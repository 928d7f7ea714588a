//! Measures the explanations of a detector over many pictures.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};
use spectrafide_models::detector::Detector;
use spectrafide_models::explain::{Method, Settings, Told};
use spectrafide_report::Label;

use super::measuring::{Measuring, Redraws, rounded};
use super::opening::{explain, open};
use super::outcome::{Asked, Outcome, Studied};
use crate::data::items::Item;
use crate::measurement::judging;
use crate::progress::progress;

/// What is studied.
pub struct Study<'a> {
    /// The detector.
    pub detector: &'a Detector,
    /// Its methods.
    pub methods: &'a [Method],
    /// What they are told.
    pub settings: Settings,
    /// What decides the figures beside that.
    pub asked: Asked,
}

impl Study<'_> {
    /// Measures the maps of `items`, and writes `out` after each picture: a study that was stopped goes on
    /// there, and one that is asked for further methods computes those alone.
    ///
    /// # Errors
    ///
    /// An outcome of another study, a method that the detector does not allow, files that cannot be read
    /// or written, and a device that fails.
    pub fn run(&self, items: &[Item], out: &Path) -> Result<Outcome> {
        let mut outcome = self.begun(out)?;
        let seed = self.asked.measure.seed;
        let redraws = Redraws::of(self.detector.network(), seed);
        let bar = progress(items.len() as u64, "explanations");
        for (place, item) in items.iter().enumerate() {
            if !outcome.left_out.contains_key(&item.path) {
                // Every picture has random maps of its own.
                let seed = seed.wrapping_add(place as u64);
                if self.study(item, seed, &redraws, &mut outcome)? {
                    outcome.write(out)?;
                }
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(outcome)
    }

    /// What `out` has, or nothing yet.
    fn begun(&self, out: &Path) -> Result<Outcome> {
        let told = self
            .methods
            .iter()
            .map(|&method| (method, Told::of(method, &self.settings)));
        if !out.exists() {
            return Ok(Outcome {
                asked: self.asked.clone(),
                methods: told.collect(),
                pictures: Vec::new(),
                left_out: BTreeMap::new(),
            });
        }
        let mut outcome = Outcome::read(out)?;
        ensure!(
            outcome.asked == self.asked,
            "{} is of another study; give another file",
            out.display()
        );
        for (method, told) in told {
            let before = *outcome.methods.entry(method).or_insert(told);
            ensure!(
                before == told,
                "{}: {method} was told something else; give another file",
                out.display()
            );
        }
        Ok(outcome)
    }

    /// Whether there is something new.
    fn study(
        &self,
        item: &Item,
        seed: u64,
        redraws: &Redraws,
        outcome: &mut Outcome,
    ) -> Result<bool> {
        let place = outcome
            .pictures
            .binary_search_by(|done| done.path.cmp(&item.path));
        let missing: Vec<Method> = (self.methods.iter().copied())
            .filter(|method| {
                !place.is_ok_and(|at| outcome.pictures[at].methods.contains_key(method))
            })
            .collect();
        if missing.is_empty() {
            return Ok(false);
        }
        let subject = judging::open(&item.path, &item.bytes()?);
        let case = match open(self.detector, &subject, self.asked.effort)? {
            Ok(case) => case,
            Err(why) => {
                outcome.left_out.insert(item.path.clone(), why);
                return Ok(true);
            }
        };
        let measuring = Measuring::of(&case, self.asked.measure)?;
        let mut worths = BTreeMap::new();
        let mut cells = None;
        for method in missing {
            let (mapped, seconds) = explain(&case, method, self.settings, &|_, _| {})?;
            let found = (&mapped, seconds);
            let worth = measuring.worth(method, found, self.settings, Some(redraws))?;
            worths.insert(method, worth);
            cells = mapped.maps.image_cam.map(|map| [map.width, map.height]);
        }
        match place {
            Ok(at) => outcome.pictures[at].methods.extend(worths),
            Err(at) => {
                let Some(cells) = cells else {
                    return Ok(false);
                };
                let studied = Studied {
                    path: item.path.clone(),
                    label: item.label,
                    score: rounded(case.score().value()),
                    chance: measuring.chance(cells, seed)?,
                    methods: worths,
                };
                outcome.pictures.insert(at, studied);
            }
        }
        Ok(true)
    }
}

/// `count` of `items`, which are sorted by path: as many of either class as there are, up to half, and of
/// each class evenly along the paths.
pub fn evenly(items: Vec<Item>, count: usize) -> Vec<Item> {
    let (real, synthetic): (Vec<Item>, Vec<Item>) = items
        .into_iter()
        .partition(|item| item.label == Label::Real);
    let of_real = count
        .div_ceil(2)
        .max(count.saturating_sub(synthetic.len()))
        .min(real.len());
    let of_synthetic = (count - of_real).min(synthetic.len());
    let mut chosen = spread(real, of_real);
    chosen.extend(spread(synthetic, of_synthetic));
    chosen.sort_by(|a, b| a.path.cmp(&b.path));
    chosen
}

fn spread(items: Vec<Item>, count: usize) -> Vec<Item> {
    let length = items.len();
    let taken = |place: usize| (place + 1) * count / length != place * count / length;
    let items = items.into_iter().enumerate();
    items
        .filter(|&(place, _)| taken(place))
        .map(|(_, item)| item)
        .collect()
}
