//! Writes the twins of real pictures.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::digest::sha256;
use anyhow::{Context, Result};
use burn::tensor::Device;
use image::{DynamicImage, RgbImage};
use spectrafide_networks::resynthesis::Resynthesizer;
use spectrafide_picture::decode::decode;

use super::config::ResynthesisRun;
use super::jpeg_codec::JpegCodec;
use super::tiles::Tiler;
use crate::data::items::Item;
use crate::training::pairs::twin_list::Row;

/// A twin that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Index of the original among the items.
    pub item: usize,
    /// Index of the auto-encoder among the designs.
    pub design: usize,
    /// Where it will be in the folder of the twins, with `/`.
    pub path: String,
    /// Decides the noise of its decoder.
    pub seed: u64,
    /// Decides its place in the order in which a limit takes them.
    digest: String,
}

/// Plans a twin for each of `items`, or for `limit` of them, chosen by a hash of their paths. A
/// smaller limit chooses a part of what a larger one does.
pub fn plan(run: &ResynthesisRun, items: &[Item], limit: Option<usize>) -> Vec<Planned> {
    let mut taken = BTreeSet::new();
    let mut planned: Vec<Planned> = items
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let digest = sha256(format!("{} {}", run.seed, item.path).as_bytes());
            let bits = |from: usize| u64::from_str_radix(&digest[from..from + 16], 16).unwrap_or(0);
            let design = (bits(0) % run.designs.len() as u64) as usize;
            let name = item.path.rsplit('/').next().unwrap_or_default();
            let mut stem = format!("{}_{name}", item.folder.replace('/', "_"));
            let folder = run.designs[design].folder();
            // Two paths may become one name: the second gets a mark of its own.
            if !taken.insert(format!("{folder}/{stem}").to_lowercase()) {
                stem = format!("{stem}-{}", &digest[48..]);
            }
            Planned {
                item: index,
                design,
                path: format!("train/synthetic/{folder}/{stem}.png"),
                seed: bits(16),
                digest: digest[32..].to_owned(),
            }
        })
        .collect();
    if let Some(limit) = limit {
        planned.sort_by(|a, b| a.digest.cmp(&b.digest));
        planned.truncate(limit);
        planned.sort_by_key(|twin| twin.item);
    }
    planned
}

/// Makes twins.
pub struct Maker<'a> {
    /// The run.
    pub run: &'a ResynthesisRun,
    /// Its auto-encoders, in its order, on `device`.
    pub networks: &'a [Resynthesizer],
    /// SHA-256 of the weights of each.
    pub weights: &'a [String],
    /// Where they are.
    pub device: &'a Device,
    /// The folder of the twins.
    pub out: &'a Path,
}

/// What became of a planned twin.
pub struct Made {
    /// Its line in the list.
    pub row: Row,
    /// How far it is from its original; none if it was there before.
    pub closeness: Option<Closeness>,
}

/// How alike a twin and its original are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closeness {
    /// Mean absolute difference of the colours, in levels of 255.
    pub difference: f64,
    /// Mean absolute step between neighbours in the twin, over that in the original: below one
    /// where it is blurred.
    pub sharpness: f64,
}

impl Maker<'_> {
    /// Makes the twin of `item`, or takes the one that is there; none if the file is no picture.
    ///
    /// # Errors
    ///
    /// Files that cannot be read or written, and a device that fails.
    pub fn make(&self, twin: &Planned, item: &Item) -> Result<Option<Made>> {
        let path = self.out.join(&twin.path);
        let (bytes, closeness) = if path.exists() {
            let bytes =
                fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            (bytes, None)
        } else {
            let original = item.bytes()?;
            let Ok(picture) = decode(&original) else {
                return Ok(None);
            };
            let pixels = self
                .pixels(twin, &picture.pixels, &original)
                .with_context(|| format!("the twin of {}", item.path))?;
            let closeness = closeness(&pixels, &picture.pixels);
            (keep(pixels, &path)?, Some(closeness))
        };
        let design = &self.run.designs[twin.design];
        let layers = &design.auto_encoder;
        let codebook = layers
            .codebook
            .map(|entries| format!(", codebook of {entries}"))
            .unwrap_or_default();
        let row = Row {
            path: twin.path.clone(),
            split: "train".to_owned(),
            label: "synthetic".to_owned(),
            folder: design.folder(),
            source_or_generator: format!(
                "auto-encoder {}: {:?}, factor {}, {} channels{codebook}",
                design.name, layers.decoder, layers.factor, layers.latent_channels
            ),
            origin: format!("resynthesize, weights {}", &self.weights[twin.design][..16]),
            original: item.path.clone(),
            sha256: sha256(&bytes),
        };
        Ok(Some(Made { row, closeness }))
    }

    /// The pixels of the twin of `original`, whose file has the bytes `file`.
    fn pixels(&self, twin: &Planned, original: &RgbImage, file: &[u8]) -> Result<RgbImage> {
        let tiler = Tiler {
            network: &self.networks[twin.design],
            reach_px: self.run.designs[twin.design].auto_encoder.reach_px(),
            tile_px: self.run.tile_px,
            device: self.device,
        };
        let mut pixels = tiler.resynthesize(original, twin.seed)?;
        // A trace of colour would give the twin of a grey picture away.
        if original
            .pixels()
            .all(|p| p.0[0] == p.0[1] && p.0[1] == p.0[2])
        {
            let grey = DynamicImage::ImageRgb8(pixels).into_luma8();
            pixels = DynamicImage::ImageLuma8(grey).into_rgb8();
        }
        match JpegCodec::of(file) {
            Some(codec) if self.run.same_codec => codec.apply(pixels),
            _ => Ok(pixels),
        }
    }
}

/// Writes `pixels` as PNG, whole or not at all: the file's bytes.
fn keep(pixels: RgbImage, path: &Path) -> Result<Vec<u8>> {
    let written = || -> Result<Vec<u8>> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut bytes = std::io::Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, image::ImageFormat::Png)?;
        let bytes = bytes.into_inner();
        let mut partial = path.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        fs::write(&partial, &bytes)?;
        fs::rename(&partial, path)?;
        Ok(bytes)
    };
    written().with_context(|| format!("{} cannot be written", path.display()))
}

fn closeness(twin: &RgbImage, original: &RgbImage) -> Closeness {
    let count = original.as_raw().len().max(1) as f64;
    let difference = twin
        .iter()
        .zip(original.iter())
        .map(|(a, b)| f64::from(a.abs_diff(*b)))
        .sum::<f64>()
        / count;
    let steps = |pixels: &RgbImage| -> f64 {
        let row = 3 * pixels.width() as usize;
        pixels
            .as_raw()
            .chunks(row.max(1))
            .flat_map(|row| row.iter().zip(row.iter().skip(3)))
            .map(|(a, b)| f64::from(a.abs_diff(*b)))
            .sum()
    };
    let before = steps(original);
    Closeness {
        difference,
        // A plain picture cannot be blurred.
        sharpness: if before > 0.0 {
            steps(twin) / before
        } else {
            1.0
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::items;
    use crate::twins::config::ResynthesisRun;
    use image::Rgb;

    fn run() -> ResynthesisRun {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/configs/resynthesis/openmix.json"
        );
        ResynthesisRun::read(Path::new(path)).expect("a run file that works")
    }

    fn items(paths: &[String]) -> Vec<Item> {
        let folder = tempfile::tempdir().expect("a folder");
        for path in paths {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, b"").expect("written");
        }
        items::read(folder.path(), |_| true).expect("items")
    }

    #[test]
    fn a_twin_is_named_after_its_original_and_no_two_share_a_name() {
        let run = run();
        let mut paths: Vec<String> = (0..60).map(|i| format!("train/real/a/{i}.jpg")).collect();
        // With as many designs as there are, some of these fall into one folder.
        for i in 0..40 {
            paths.push(format!("train/real/b/c_{i}.jpg"));
            paths.push(format!("train/real/b/c/{i}.jpg"));
        }
        let items = items(&paths);
        let planned = plan(&run, &items, None);
        let names: BTreeSet<&String> = planned.iter().map(|twin| &twin.path).collect();
        assert_eq!(names.len(), 140);
        let twin = planned
            .iter()
            .find(|twin| items[twin.item].path == "train/real/a/7.jpg")
            .expect("planned");
        let design = &run.designs[twin.design].name;
        let expected = format!("train/synthetic/resynthesis-{design}/a_7.jpg.png");
        assert_eq!(twin.path, expected);
        let used: BTreeSet<usize> = planned.iter().map(|twin| twin.design).collect();
        assert_eq!(used.len(), run.designs.len(), "every design has its share");
    }

    #[test]
    fn a_limit_takes_a_part_of_the_same_plan() {
        let run = run();
        let paths: Vec<String> = (0..30).map(|i| format!("train/real/a/{i}.jpg")).collect();
        let items = items(&paths);
        let [all, ten, twenty] = [None, Some(10), Some(20)].map(|limit| plan(&run, &items, limit));
        assert_eq!((all.len(), ten.len(), twenty.len()), (30, 10, 20));
        assert!(ten.iter().all(|twin| twenty.contains(twin)));
        assert!(twenty.iter().all(|twin| all.contains(twin)));
        let other = ResynthesisRun {
            seed: run.seed + 1,
            ..run
        };
        assert_ne!(plan(&other, &items, Some(10)), ten);
    }

    #[test]
    fn closeness_counts_levels_and_steps() {
        let stripes = |low: u8, high: u8| {
            RgbImage::from_fn(4, 3, |x, _| Rgb([if x % 2 == 0 { low } else { high }; 3]))
        };
        let half = closeness(&stripes(15, 20), &stripes(10, 20));
        assert_eq!(
            half,
            Closeness {
                difference: 2.5,
                sharpness: 0.5
            }
        );
        let plain = closeness(&stripes(9, 9), &stripes(9, 9));
        assert_eq!(
            plain,
            Closeness {
                difference: 0.0,
                sharpness: 1.0
            }
        );
    }
}
