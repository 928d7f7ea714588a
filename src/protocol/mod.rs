//! What page and worker say to each other.
//!
//! A message is a JSON text plus a list of buffers that are moved, not copied: the bytes of a
//! picture, of its sidecar or of weights on the way in, the values of maps, small pictures and views on
//! the way out. The text is made and read by
//! the types of this module on both sides; `www/worker.js` writes one of them by hand
//! ([`Event::LoadingProgram`]) because it speaks before the worker's program is there.

mod choice;
mod examination;
mod explanation;
mod facts;
pub mod maps;
mod view;

use serde::{Deserialize, Serialize};
use spectrafide_provenance::credentials::ThumbnailPlace;
use spectrafide_report::served::ServedFiles;
use spectrafide_report::{Analysis, CopyVerdict, Report};

pub use choice::{Choice, DevicePreference};
pub use examination::Examination;
pub use explanation::{ExplainOrder, Found, NotExplained, Way};
pub use facts::{DetectorFacts, DeviceReport, TrainingFacts};
use maps::{MapHeader, MapMismatch, join_maps, split_maps};
pub use view::{ViewHeader, ViewOrder};

/// Names one picture of the queue on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub u32);

/// The first message to `www/worker.js`: where the worker's program is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boot {
    /// Absolute address of the JavaScript that wasm-bindgen made.
    pub glue: String,
    /// Absolute address of the WebAssembly.
    pub wasm: String,
    /// Size of the WebAssembly before compression; 0 when unknown.
    pub wasm_bytes: u64,
}

/// What the page asks of the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Says where the files are and which device to use; comes first, once.
    Start {
        /// Address of the page's folder, with a slash at its end.
        base: String,
        /// The served files.
        files: ServedFiles,
        /// Which device the address asks for.
        device: DevicePreference,
    },
    /// Judges the picture in the first buffer.
    Analyze {
        /// The picture's name in every answer.
        id: RequestId,
        /// The file's name.
        path: String,
        /// Which detectors judge it.
        choice: Choice,
        /// The name of the manifest store beside the picture, which is then the second buffer.
        #[serde(default)]
        sidecar: Option<String>,
    },
    /// Judges copies of the picture in the first buffer, as people make them.
    Examine {
        /// The picture's name in every answer.
        id: RequestId,
        /// Who judges them.
        examination: Examination,
    },
    /// Loads a detector whose weights are in the first buffer, or in the browser's store where there
    /// is none.
    Load {
        /// The detector.
        detector: String,
    },
    /// Computes a classic view of the picture in the first buffer.
    View(ViewOrder),
    /// Says what the verdict on the picture in the first buffer rests on; whatever is asked for next
    /// comes first.
    Explain(ExplainOrder),
}

/// A step of one analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The weights are on their way.
    Fetch {
        /// Bytes that have arrived.
        done_bytes: u64,
        /// Bytes that are expected.
        total_bytes: u64,
    },
    /// The detector is being built and tested on the device.
    Load,
    /// Bytes become pixels.
    Decode,
    /// The program that decodes the picture's format is on its way.
    LoadDecoder,
    /// Pixels become tensors.
    Prepare,
    /// The network runs.
    Infer,
    /// The maps are made.
    Explain,
    /// The second detector judges the picture.
    Compare,
    /// What the file says about itself is read.
    Inspect,
}

/// What the worker tells the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The worker's own program is on its way; written by `www/worker.js`.
    LoadingProgram {
        /// Bytes that have arrived.
        done_bytes: u64,
        /// Bytes that are expected; 0 when unknown.
        total_bytes: u64,
    },
    /// The worker's program runs and waits for [`Request::Start`].
    Up,
    /// The device that is used from here on.
    Device(DeviceReport),
    /// A detector is being fetched or loaded before any picture needs it.
    Warming(Step),
    /// Pictures can be sent.
    Ready {
        /// The detectors to choose from.
        detectors: Vec<DetectorFacts>,
    },
    /// A detector is loaded and has passed its test on the device.
    Loaded {
        /// Which.
        detector: String,
        /// Whether its weights are in the browser's store.
        is_stored: bool,
    },
    /// The detector of [`Request::Load`] is not to be had.
    NotLoaded {
        /// Which.
        detector: String,
        /// Why, as a sentence for people.
        message: String,
    },
    /// Progress on a picture.
    Progress {
        /// Which.
        id: RequestId,
        /// What is being done.
        step: Step,
    },
    /// The result of a picture; the buffers hold the values of the maps, those of `first` before
    /// those of `second`, and then the small pictures.
    Done {
        /// Which.
        id: RequestId,
        /// The result; [`Report::error`] says so when there is none.
        first: Judged,
        /// The result of the detector that the first is compared with.
        second: Option<Judged>,
        /// The small pictures that the picture's Content Credentials keep, each with the media type
        /// that its bytes have, whatever the credentials say.
        thumbnails: Vec<(ThumbnailPlace, String)>,
    },
    /// The verdict on a copy of a picture.
    CopyJudged {
        /// Which picture.
        id: RequestId,
        /// The verdict.
        copy: CopyVerdict,
    },
    /// There are no more copies.
    Examined {
        /// Of which picture.
        id: RequestId,
        /// Why it ended early, as a sentence for people.
        error: Option<String>,
    },
    /// Progress on a view.
    ViewProgress {
        /// The order's number.
        number: u32,
        /// The share that is done, from 0 to 1.
        share: f32,
    },
    /// A view, whose pixels are the first buffer.
    Viewed {
        /// The order's number.
        number: u32,
        /// All but the pixels.
        header: ViewHeader,
    },
    /// There is no such view of the picture.
    NotViewed {
        /// The order's number.
        number: u32,
        /// Why, as a sentence for people.
        message: String,
    },
    /// Progress on what a verdict rests on.
    ExplainProgress {
        /// The order's number.
        number: u32,
        /// The share that is done, from 0 to 1.
        share: f32,
    },
    /// What a verdict rests on; the buffers hold the values of the maps.
    Explained {
        /// The order's number.
        number: u32,
        /// The sizes of the maps.
        maps: Vec<MapHeader>,
        /// What was found.
        found: Found,
    },
    /// What a verdict rests on is not known.
    NotExplained {
        /// The order's number.
        number: u32,
        /// Why.
        why: NotExplained,
    },
    /// The worker cannot go on.
    Fatal {
        /// Why, as a sentence for people.
        message: String,
    },
}

/// A result without the values of its maps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The report.
    pub report: Box<Report>,
    /// The sizes of the maps.
    pub maps: Vec<MapHeader>,
}

impl Judged {
    /// Takes a result apart, and adds the values of its maps to `values`.
    pub fn take_apart(analysis: Analysis, values: &mut Vec<Vec<f32>>) -> Self {
        let (maps, mut own) = split_maps(analysis.maps);
        values.append(&mut own);
        Self {
            report: Box::new(analysis.report),
            maps,
        }
    }

    /// The reverse of [`Judged::take_apart`]: takes this result's share from the front of
    /// `values`.
    ///
    /// # Errors
    ///
    /// As [`maps::join_maps`].
    pub fn put_together(self, values: &mut Vec<Vec<f32>>) -> Result<Analysis, MapMismatch> {
        let own = values.drain(..self.maps.len().min(values.len())).collect();
        Ok(Analysis {
            report: *self.report,
            maps: join_maps(&self.maps, own)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spectrafide_report::{Effort, Maps, SaliencyMap};

    /// `www/worker.js` writes this text by hand.
    #[test]
    fn the_loaders_message_keeps_its_form() {
        let text = r#"{"loading_program":{"done_bytes":3,"total_bytes":9}}"#;
        let event: Event = serde_json::from_str(text).expect("valid event");
        assert_eq!(
            event,
            Event::LoadingProgram {
                done_bytes: 3,
                total_bytes: 9
            }
        );
    }

    #[test]
    fn messages_survive_the_journey() {
        let request = Request::Analyze {
            id: RequestId(7),
            path: "holiday ☀.jpg".to_owned(),
            choice: Choice {
                detector: Some("residual_statistics.general".to_owned()),
                compare_with: Some("dual_small.cifake".to_owned()),
                effort: Effort::Quick,
                stand_in: true,
            },
            sidecar: Some("holiday ☀.c2pa".to_owned()),
        };
        let text = serde_json::to_string(&request).expect("a request is JSON");
        assert_eq!(
            serde_json::from_str::<Request>(&text).expect("valid request"),
            request
        );

        let event = Event::Progress {
            id: RequestId(7),
            step: Step::Infer,
        };
        let text = serde_json::to_string(&event).expect("an event is JSON");
        assert_eq!(text, r#"{"progress":{"id":7,"step":"infer"}}"#);
        assert_eq!(
            serde_json::from_str::<Event>(&text).expect("valid event"),
            event
        );
    }

    /// The second result's map must not end up with the first, which has one map less.
    #[test]
    fn two_results_share_the_buffers_and_each_gets_its_own_back() {
        let map = |value: f32| SaliencyMap {
            width: 1,
            height: 1,
            values: vec![value],
        };
        let failed = |detector: &str| Report {
            detector: detector.to_owned(),
            ..Report::failed("nothing")
        };
        let first = Analysis {
            report: failed("x.y"),
            maps: Maps {
                spectrum: Some(map(1.0)),
                ..Maps::default()
            },
        };
        let second = Analysis {
            report: failed("a.b"),
            maps: Maps {
                image_cam: Some(map(2.0)),
                spectrum: Some(map(3.0)),
                ..Maps::default()
            },
        };
        let mut values = Vec::new();
        let apart = [&first, &second].map(|one| Judged::take_apart(one.clone(), &mut values));
        assert_eq!(values.len(), 3);
        let joined = apart.map(|judged| judged.put_together(&mut values));
        assert_eq!(joined, [Ok(first), Ok(second)]);
        assert!(values.is_empty());
    }
}
