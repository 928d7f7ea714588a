//! What page and worker say to each other.
//!
//! A message is a JSON text plus a list of buffers that are moved, not copied: the bytes of a
//! picture on the way in, the values of its maps on the way out. The text is made and read by
//! the types of this module on both sides; `www/worker.js` writes one of them by hand
//! ([`Event::LoadingProgram`]) because it speaks before the worker's program is there.

use serde::{Deserialize, Serialize};
use spectrafide_report::served::ServedFiles;
use spectrafide_report::zoo::Figures;
use spectrafide_report::{Analysis, Effort, Report, Scope};

use super::maps::{MapHeader, MapMismatch, join_maps, split_maps};

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
    },
}

/// The detectors that a person wants to hear.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The detector; `None` leaves it to the picture's size.
    pub detector: Option<String>,
    /// The second detector, which judges the same decoded picture; `None` for no comparison.
    pub compare_with: Option<String>,
    /// How much of the picture is looked at.
    #[serde(default)]
    pub effort: Effort,
}

impl Choice {
    /// Chooses the detector; one is never compared with itself.
    pub fn choose(&mut self, detector: Option<String>) {
        if detector.is_some() && self.compare_with == detector {
            self.compare_with = None;
        }
        self.detector = detector;
    }

    /// Whether fewer parts than all are judged.
    pub fn is_quick(&self) -> bool {
        self.effort == Effort::Quick
    }

    /// Chooses the quick look, or takes it back.
    pub fn look_quickly(&mut self, quick: bool) {
        self.effort = if quick {
            Effort::Quick
        } else {
            Effort::Thorough
        };
    }
}

/// What the address asks for, `?device=cpu` or `?device=webgpu`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DevicePreference {
    /// A real GPU where there is one and it computes correctly, else the CPU.
    #[default]
    Automatic,
    /// Never the GPU.
    Cpu,
    /// Any adapter, a software one included.
    Webgpu,
}

impl DevicePreference {
    /// Reads the value of the address parameter; what is unknown is left to the program.
    pub fn from_parameter(value: Option<&str>) -> Self {
        match value {
            Some("cpu") => Self::Cpu,
            Some("webgpu") => Self::Webgpu,
            _ => Self::Automatic,
        }
    }
}

/// Where the computation runs and why there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceReport {
    /// `cpu` or `webgpu`, as in [`Report::device`].
    pub name: String,
    /// Why, as a sentence.
    pub reason: String,
}

/// What a detector learned from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingFacts {
    /// Name of the data set.
    pub data: String,
    /// Number of real pictures.
    pub real: u64,
    /// Number of synthetic ones.
    pub synthetic: u64,
}

/// What the page tells people about a detector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetectorFacts {
    /// Registry name.
    pub id: String,
    /// A short name for a list.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// What it cannot do, each a sentence.
    pub limits: Vec<String>,
    /// What it learned from.
    pub training: TrainingFacts,
    /// Which pictures it may judge.
    pub scope: Scope,
    /// How many parts of a picture a quick look judges.
    pub quick_parts: u32,
    /// Size of its weights.
    pub weights_bytes: u64,
    /// What was measured with it.
    pub figures: Vec<Figures>,
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
    /// Progress on a picture.
    Progress {
        /// Which.
        id: RequestId,
        /// What is being done.
        step: Step,
    },
    /// The result of a picture; the buffers hold the values of the maps, those of `first` before
    /// those of `second`.
    Done {
        /// Which.
        id: RequestId,
        /// The result; [`Report::error`] says so when there is none.
        first: Judged,
        /// The result of the detector that the first is compared with.
        second: Option<Judged>,
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
    use spectrafide_report::{Maps, SaliencyMap};

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
            },
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

    #[test]
    fn a_detector_is_never_compared_with_itself() {
        let named = |name: &str| Some(name.to_owned());
        let mut choice = Choice {
            detector: None,
            compare_with: named("x.y"),
            effort: Effort::Thorough,
        };
        choice.choose(named("a.b"));
        assert_eq!(choice.compare_with, named("x.y"));
        choice.choose(named("x.y"));
        assert_eq!(choice.compare_with, None);
        choice.choose(None);
        assert_eq!(choice, Choice::default());
    }

    #[test]
    fn the_quick_look_is_chosen_and_taken_back_and_nothing_else_with_it() {
        let mut choice = Choice {
            detector: Some("x.y".to_owned()),
            ..Choice::default()
        };
        let thorough = choice.clone();
        choice.look_quickly(true);
        assert!(choice.is_quick());
        choice.choose(Some("a.b".to_owned()));
        assert!(choice.is_quick(), "another detector keeps the look");
        choice.choose(Some("x.y".to_owned()));
        choice.look_quickly(false);
        assert_eq!(choice, thorough);
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

    #[test]
    fn the_address_decides_the_device() {
        use DevicePreference::{Automatic, Cpu, Webgpu};
        assert_eq!(DevicePreference::from_parameter(Some("cpu")), Cpu);
        assert_eq!(DevicePreference::from_parameter(Some("webgpu")), Webgpu);
        assert_eq!(DevicePreference::from_parameter(Some("quantum")), Automatic);
        assert_eq!(DevicePreference::from_parameter(None), Automatic);
    }
}
