//! Sheets of pictures with what a network makes of them, as SVG files with the pictures inside.
//!
//! They show pictures of the data, so they are for whoever has the data: they lie with the
//! weights, not with the results.

use crate::device::read;
use crate::digest::sha256;
use anyhow::{Context, Result, anyhow};
use burn::tensor::Device;
use image::{Rgb, RgbImage};
use pollster::block_on;
use serde::{Deserialize, Serialize};
use spectrafide_models::explain::grad_cam::grad_cam;
use spectrafide_models::explain::{central_spectrum, spectrum_map};
use spectrafide_models::network::{Inputs, Network};
use spectrafide_networks::arch::TrainableNetwork;
use spectrafide_picture::decode::decode;
use spectrafide_picture::preprocess::Preprocess;
use spectrafide_report::calibration::sigmoid;
use spectrafide_report::score::Label;

use super::insight::points_to;
use crate::data::items::Item;
use crate::plots::sheet::{self, Cell, SIDE_PX, enlarge, lit};

/// A sheet of pictures.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// What stands beside each picture.
    pub shows: Shows,
    /// The run whose network looks at them.
    pub run: String,
    /// The test set that they come from.
    pub test: String,
    /// Groups of pictures by the ends of their file names, such as CIFAKE's classes; a picture
    /// belongs to the group with the longest end that fits. Without groups the first pictures by
    /// a hash of their paths are shown.
    #[serde(default)]
    pub groups: Vec<Group>,
}

/// What a sheet shows beside each picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shows {
    /// Its Grad-CAM map.
    GradCam,
    /// Its log-magnitude spectrum.
    Spectrum,
    /// Nothing but the verdict.
    Verdict,
}

/// Pictures whose names end alike.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What they show.
    pub title: String,
    /// The end of their names.
    pub ends_with: String,
}

/// Pictures of a class without groups.
const PICTURES: usize = 10;

impl Sheet {
    /// The name of its file.
    pub fn file(&self) -> String {
        let shows = match self.shows {
            Shows::GradCam => "grad-cam",
            Shows::Spectrum => "spectra",
            Shows::Verdict => "verdicts",
        };
        format!("{shows}-{}-{}.svg", self.run, self.test)
    }

    /// Draws the sheet with pictures of `items`: real ones above, synthetic ones below.
    ///
    /// # Errors
    ///
    /// Pictures that cannot be read, and a device that fails.
    pub fn draw(
        &self,
        network: &TrainableNetwork,
        preprocess: &Preprocess,
        items: &[Item],
        device: &Device,
    ) -> Result<String> {
        let mut rows = Vec::new();
        for label in [Label::Real, Label::Synthetic] {
            let mut cells = Vec::new();
            for (title, item) in self.chosen(items, label) {
                cells.push(self.cell(title, item, network, preprocess, device)?);
            }
            rows.push((label, cells));
        }
        sheet::Sheet::of_classes(rows).svg()
    }

    /// The pictures of a class that are shown, with the titles of their groups.
    fn chosen<'a>(&'a self, items: &'a [Item], label: Label) -> Vec<(&'a str, &'a Item)> {
        let mut of_class: Vec<(String, &Item)> = items
            .iter()
            .filter(|item| item.label == label)
            .map(|item| (sha256(item.path.as_bytes()), item))
            .collect();
        of_class.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut in_order = of_class.into_iter().map(|(_, item)| item);
        if self.groups.is_empty() {
            return in_order.take(PICTURES).map(|item| ("", item)).collect();
        }
        let ordered: Vec<&Item> = in_order.by_ref().collect();
        self.groups
            .iter()
            .filter_map(|group| {
                let found = ordered.iter().find(|item| {
                    self.group_of(&item.path).map(|own| &own.title) == Some(&group.title)
                })?;
                Some((group.title.as_str(), *found))
            })
            .collect()
    }

    fn group_of(&self, path: &str) -> Option<&Group> {
        self.groups
            .iter()
            .filter(|group| path.ends_with(&group.ends_with))
            .max_by_key(|group| group.ends_with.len())
    }

    fn cell(
        &self,
        title: &str,
        item: &Item,
        network: &TrainableNetwork,
        preprocess: &Preprocess,
        device: &Device,
    ) -> Result<Cell> {
        let picture = decode(&item.bytes()?).with_context(|| item.path.clone())?;
        let middle = Preprocess {
            views: preprocess.views.middle(),
            ..*preprocess
        };
        let prepared = middle.prepare(&picture.pixels);
        let features = network.features(Inputs::of(prepared.data, prepared.side, device));
        let logit = read(network.head(features.clone()))?
            .iter::<f32>()
            .sum::<f32>();
        let region = middle.regions(&picture.pixels)[0];
        let shown = enlarge(&middle.view(&picture.pixels, region), SIDE_PX);
        let beside = match self.shows {
            Shows::Verdict => None,
            Shows::Spectrum => central_spectrum(&picture.pixels).map(|spectrum| {
                let map = spectrum_map(&spectrum);
                let picture = RgbImage::from_fn(map.width, map.height, |x, y| {
                    grey(map.values[(y * map.width + x) as usize])
                });
                enlarge(&picture, SIDE_PX)
            }),
            Shows::GradCam => {
                let cams = block_on(grad_cam(network, features, points_to(logit)))
                    .map_err(|error| anyhow!("the device failed: {error}"))?;
                cams.image.or(cams.spectral).map(|cam| {
                    let largest = cam.values.iter().copied().fold(0.0, f32::max).max(1e-12);
                    lit(&shown, |across, down| cam.sample(0, across, down) / largest)
                })
            }
        };
        Ok(Cell {
            caption: [title.to_owned(), format!("{:.2}", sigmoid(logit))],
            wrong: points_to(logit) != item.label,
            pictures: std::iter::once(shown).chain(beside).collect(),
        })
    }
}

fn grey(value: f32) -> Rgb<u8> {
    Rgb([(value.clamp(0.0, 1.0) * 255.0).round() as u8; 3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_end_of_a_name_decides_the_group() {
        let group = |title: &str, ends_with: &str| Group {
            title: title.to_owned(),
            ends_with: ends_with.to_owned(),
        };
        let sheet = Sheet {
            shows: Shows::Verdict,
            run: "a".to_owned(),
            test: "b".to_owned(),
            groups: vec![group("airplane", ".jpg"), group("truck", "(10).jpg")],
        };
        let title = |path| sheet.group_of(path).map(|group| group.title.as_str());
        assert_eq!(title("test/REAL/0001.jpg"), Some("airplane"));
        assert_eq!(title("test/REAL/0001 (10).jpg"), Some("truck"));
        assert_eq!(title("test/REAL/0001.png"), None);
    }
}
