//! Explains single files: pictures of the maps, and what the maps are worth.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use image::RgbImage;
use serde::Serialize;
use spectrafide_models::detector::Detector;
use spectrafide_models::explain::grad_cam::CamBatch;
use spectrafide_models::explain::{Method, Settings, Told};
use spectrafide_models::judge::Effort;
use spectrafide_report::{Label, Maps, SaliencyMap};

use super::measuring::{Chance, Measure, Measuring, Worth, rounded};
use super::opening::{explain, open};
use crate::measurement::judging::Opened;
use crate::plots::sheet::{Cell, Sheet, lit, thumbnail};
use crate::progress::progress;
use crate::whole_file;

/// Side of a picture of the sheet, in pixels.
const SIDE_PX: u32 = 224;

/// What is explained, and how.
pub struct Drawing<'a> {
    /// The detector.
    pub detector: &'a Detector,
    /// The methods.
    pub methods: Vec<Method>,
    /// What they are told.
    pub settings: Settings,
    /// How much of each picture is looked at.
    pub effort: Effort,
    /// How the maps are measured.
    pub measure: Measure,
    /// Whether there is a sheet.
    pub sheet: bool,
}

/// A file that was explained, or why it was not.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedFile {
    /// The file.
    pub path: String,
    /// The detector, `architecture.tag`.
    pub detector: String,
    /// Why there is no score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The score for synthetic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The side that is explained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toward: Option<Label>,
    /// What maps that know nothing come to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<Chance>,
    /// The methods.
    pub methods: BTreeMap<Method, ExplainedBy>,
}

/// What one method says of a file.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedBy {
    /// The settings that it follows.
    pub told: Told,
    /// What its map over the picture is worth, where there is one.
    pub worth: Option<Worth>,
    /// The names of its pictures.
    pub files: Vec<String>,
}

impl ExplainedFile {
    fn of(path: &Path, detector: &Detector) -> Self {
        Self {
            path: path.display().to_string(),
            detector: detector.card().id.clone(),
            error: None,
            score: None,
            toward: None,
            chance: None,
            methods: BTreeMap::new(),
        }
    }

    /// A line for a person.
    pub fn line(&self) -> String {
        if let Some(error) = &self.error {
            return format!("{}: {error}", self.path);
        }
        let methods = self.methods.iter().map(|(method, by)| {
            let worth = by.worth.map_or(String::new(), |worth| {
                let areas = worth.areas;
                format!(
                    ", deletion {:.3}, insertion {:.3}",
                    areas.deletion, areas.insertion
                )
            });
            format!("\n  {method}{worth}: {}", by.files.join(", "))
        });
        let score = self.score.unwrap_or_default();
        format!(
            "{}: score {score:.3}{}",
            self.path,
            methods.collect::<String>()
        )
    }
}

impl Drawing<'_> {
    /// Explains `files` and writes all into the folder `out`.
    ///
    /// # Errors
    ///
    /// A method that the detector does not allow, files that cannot be written, and a device that
    /// fails.
    pub fn run(&self, files: &[PathBuf], out: &Path) -> Result<Vec<ExplainedFile>> {
        let bar = progress((files.len() * self.methods.len()) as u64, "explain");
        let mut explained = Vec::with_capacity(files.len());
        let mut rows = Vec::new();
        for (place, file) in files.iter().enumerate() {
            let mut cells = Vec::new();
            explained.push(self.file(place, file, out, &mut cells, &bar)?);
            rows.push((format!("{}", place + 1), cells));
        }
        bar.finish_and_clear();
        let json = serde_json::to_string_pretty(&explained)? + "\n";
        whole_file::write(&out.join("explain.json"), json)?;
        if self.sheet {
            let sheet = Sheet {
                side: SIDE_PX,
                rows,
                note: format!(
                    "{}: scores are for “synthetic”; of each map the areas under the deletion curve, \
                     better low, and the insertion curve, better high.",
                    self.detector.card().id
                ),
            };
            whole_file::write(&out.join("sheet.svg"), sheet.svg()?)?;
        }
        Ok(explained)
    }

    fn file(
        &self,
        place: usize,
        path: &Path,
        out: &Path,
        cells: &mut Vec<Cell>,
        bar: &indicatif::ProgressBar,
    ) -> Result<ExplainedFile> {
        let mut explained = ExplainedFile::of(path, self.detector);
        let opened = Opened::of_file(path, None)?;
        let case = match open(self.detector, &opened.subject, self.effort)? {
            Ok(case) => case,
            Err(why) => {
                explained.error = Some(why);
                return Ok(explained);
            }
        };
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        // Files of other folders may have the same name.
        let stem = format!("{:03}-{stem}", place + 1);
        explained.score = Some(rounded(case.score().value()));
        explained.toward = Some(case.judged().toward());
        cells.push(Cell {
            pictures: vec![thumbnail(case.pixels, SIDE_PX)],
            caption: [stem.clone(), format!("score {:.2}", case.score().value())],
            wrong: false,
        });
        let measuring = Measuring::of(&case, self.measure)?;
        for &method in &self.methods {
            let (mapped, seconds) = explain(&case, method, self.settings, &|done, of| {
                bar.set_message(format!("{method} {done}/{of}"));
            })?;
            let worth = match &mapped.maps.image_cam {
                Some(_) => {
                    let found = (&mapped, seconds);
                    Some(measuring.worth(method, found, self.settings, None)?)
                }
                None => None,
            };
            if let (None, Some(map)) = (&explained.chance, &mapped.maps.image_cam) {
                let seed = self.measure.seed.wrapping_add(place as u64);
                explained.chance = Some(measuring.chance([map.width, map.height], seed)?);
            }
            let drawn = draw(case.pixels, &mapped.maps);
            let shown = drawn.iter().map(|(_, picture)| thumbnail(picture, SIDE_PX));
            let areas = worth.map_or(String::new(), |worth| {
                let areas = worth.areas;
                format!(
                    "deletion {:.2}, insertion {:.2}",
                    areas.deletion, areas.insertion
                )
            });
            cells.push(Cell {
                pictures: shown.collect(),
                caption: [method.to_string(), areas],
                wrong: false,
            });
            let mut files = Vec::new();
            for (suffix, picture) in drawn {
                let name = format!("{stem}.{}{suffix}.png", method.name());
                let file = out.join(&name);
                std::fs::create_dir_all(out)
                    .with_context(|| format!("{} cannot be made", out.display()))?;
                picture
                    .save(&file)
                    .with_context(|| format!("{} cannot be written", file.display()))?;
                files.push(name);
            }
            let told = mapped.told;
            explained
                .methods
                .insert(method, ExplainedBy { told, worth, files });
            bar.inc(1);
        }
        Ok(explained)
    }
}

/// The picture as bright as its map is strong, and the map of the spectrum, with the ends of their
/// files' names.
fn draw(pixels: &RgbImage, maps: &Maps) -> Vec<(&'static str, RgbImage)> {
    let over = |picture: &RgbImage, map: &SaliencyMap| {
        let map = CamBatch {
            width: map.width as usize,
            height: map.height as usize,
            values: map.values.clone(),
        };
        lit(picture, |across, down| map.sample(0, across, down))
    };
    let picture = maps.image_cam.as_ref().map(|map| ("", over(pixels, map)));
    let spectrum = maps.spectral_cam.as_ref().map(|map| {
        let white = RgbImage::from_pixel(SIDE_PX, SIDE_PX, image::Rgb([255; 3]));
        (".spectrum", over(&white, map))
    });
    picture.into_iter().chain(spectrum).collect()
}
