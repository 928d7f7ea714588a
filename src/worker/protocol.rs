//! What page and worker say to each other.
//!
//! A message is a JSON text plus a list of buffers that are moved, not copied: the bytes of a
//! picture on the way in, the values of its maps on the way out. The text is made and read by
//! the types of this module on both sides; `www/worker.js` writes one of them by hand
//! ([`Event::LoadingProgram`]) because it speaks before the worker's program is there.

use serde::{Deserialize, Serialize};
use spectrafide_models::report::Report;

use super::manifest::Manifest;
use super::maps::MapHeader;

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
        manifest: Manifest,
        /// Which device the address asks for.
        device: DevicePreference,
    },
    /// Judges the picture in the first buffer.
    Analyze {
        /// The picture's name in every answer.
        id: RequestId,
        /// The file's name.
        path: String,
        /// The person's choice of detector; `None` leaves it to the picture's size.
        detector: Option<String>,
    },
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

/// What the page tells people about a detector.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetectorFacts {
    /// Registry name.
    pub id: String,
    /// A short name for a list.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// What it cannot do, each a sentence.
    pub limits: Vec<String>,
    /// What it learned from, as a sentence.
    pub training: String,
    /// Size of its weights.
    pub weights_bytes: u64,
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
    /// The result of a picture; the buffers hold the values of `maps`, in this order.
    Done {
        /// Which.
        id: RequestId,
        /// The result; [`Report::error`] says so when there is none.
        report: Box<Report>,
        /// The sizes of the maps.
        maps: Vec<MapHeader>,
    },
    /// The worker cannot go on.
    Fatal {
        /// Why, as a sentence for people.
        message: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

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
            detector: Some("dual_small.openmix".to_owned()),
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
    fn the_address_decides_the_device() {
        use DevicePreference::{Automatic, Cpu, Webgpu};
        assert_eq!(DevicePreference::from_parameter(Some("cpu")), Cpu);
        assert_eq!(DevicePreference::from_parameter(Some("webgpu")), Webgpu);
        assert_eq!(DevicePreference::from_parameter(Some("quantum")), Automatic);
        assert_eq!(DevicePreference::from_parameter(None), Automatic);
    }
}
