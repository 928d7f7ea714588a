//! One picture on its way to a report, or to two.

use js_sys::ArrayBuffer;
use spectrafide_models::decode::{self, DecodeError, Picture};
use spectrafide_models::delivery::Delivery;
use spectrafide_models::detector::{AnalyzeError, AnalyzeOptions, Detector, Stage};
use spectrafide_models::report::{Analysis, Maps, Report};
use spectrafide_provenance::Provenance;

use super::credentials::Verifier;
use super::foreign::{self, Converted};
use super::shelf::Shelf;
use super::{HostError, say, say_with};
use crate::browser::{message, scope};
use crate::worker::protocol::{Choice, Event, Judged, RequestId, Step};

/// A picture and who is to judge it.
pub struct Job {
    /// The picture's name in every answer.
    pub id: RequestId,
    /// The file's name.
    pub path: String,
    /// Which detectors judge it.
    pub choice: Choice,
    /// The file.
    pub bytes: Vec<u8>,
}

/// How long a network may take before it leaves parts of a picture out: long for a person who
/// waits, and enough for all parts on any computer.
const BUDGET_MILLIS: f64 = 1500.0;

/// Which of the detectors has the picture.
#[derive(Clone, Copy)]
enum Turn {
    First,
    Second,
}

/// The pixels that all detectors of a job share.
struct Decoded {
    picture: Picture,
    /// What the file says about itself, unverified.
    says: Provenance,
    converted: Option<Converted>,
    millis: f64,
}

impl Job {
    /// Judges the picture and sends the results, whatever they are.
    pub async fn run(self, shelf: &mut Shelf, verifier: &mut Verifier) {
        let side = decode::header(&self.bytes).ok();
        let side = side.map(|header| (header.width_px, header.height_px));
        let mut decoded = None;
        let chosen = shelf.choose(self.choice.detector.as_deref(), side);
        let mut first = match &chosen {
            None => self.failed("", &HostError::NoDetector),
            Some(detector) => {
                self.take_turn(shelf, detector, Turn::First, &mut decoded)
                    .await
            }
        };
        // A second detector has nothing to add to a file without pixels, nor to itself.
        let mut second = match &self.choice.compare_with {
            Some(detector) if decoded.is_some() && chosen.as_ref() != Some(detector) => Some(
                self.take_turn(shelf, detector, Turn::Second, &mut decoded)
                    .await,
            ),
            _ => None,
        };
        let says = self.provenance(decoded.as_ref(), verifier).await;
        if let Some(second) = &mut second {
            second.report.hear(says.clone());
        }
        first.report.hear(says);
        self.send(first, second);
    }

    /// What the file says about itself, which may be much even where there are no pixels.
    async fn provenance(&self, decoded: Option<&Decoded>, verifier: &mut Verifier) -> Provenance {
        self.progress(Step::Inspect);
        let mut says = decoded.map_or_else(
            || spectrafide_provenance::read(&self.bytes, None),
            |decoded| decoded.says.clone(),
        );
        let mime = spectrafide_provenance::media_type(&self.bytes);
        let (true, Some(mime)) = (says.needs_verification(), mime) else {
            return says;
        };
        says.conclude_verification(verifier.verify(&self.bytes, mime).await);
        says
    }

    fn send(&self, first: Analysis, second: Option<Analysis>) {
        let mut values = Vec::new();
        let first = Judged::take_apart(first, &mut values);
        let second = second.map(|second| Judged::take_apart(second, &mut values));
        let buffers: Vec<ArrayBuffer> = values
            .iter()
            .map(|values| message::buffer_of(values))
            .collect();
        let id = self.id;
        say_with(&Event::Done { id, first, second }, &buffers);
    }

    fn failed(&self, detector: &str, error: &HostError) -> Analysis {
        let report = Report::failed(&self.path, detector, error);
        Analysis {
            report,
            maps: Maps::default(),
        }
    }

    fn progress(&self, step: Step) {
        say(&Event::Progress { id: self.id, step });
    }

    /// The result of one detector; why it has none is a result, too.
    async fn take_turn(
        &self,
        shelf: &mut Shelf,
        detector: &str,
        turn: Turn,
        decoded: &mut Option<Decoded>,
    ) -> Analysis {
        match self.analyze(shelf, detector, turn, decoded).await {
            Ok(analysis) => analysis,
            Err(error) => self.failed(detector, &error),
        }
    }

    async fn analyze(
        &self,
        shelf: &mut Shelf,
        detector: &str,
        turn: Turn,
        decoded: &mut Option<Decoded>,
    ) -> Result<Analysis, HostError> {
        let loaded = shelf
            .detector(detector, &|step| self.progress(step))
            .await?;
        let decoded = match decoded {
            Some(decoded) => decoded,
            None => decoded.insert(self.decode().await?),
        };
        let judged = self.judge(&loaded, decoded, shelf.device_name(), turn);
        let mut analysis = match judged.await {
            // A GPU may pass its test and be lost later; the CPU is always there.
            Err(AnalyzeError::Device(reason)) if shelf.uses_gpu() => {
                shelf.give_up_gpu(&format!("the GPU failed: {reason}"));
                let loaded = shelf
                    .detector(detector, &|step| self.progress(step))
                    .await?;
                self.judge(&loaded, decoded, shelf.device_name(), turn)
                    .await?
            }
            result => result?,
        };
        let Report {
            timings, picture, ..
        } = &mut analysis.report;
        timings.decode_millis = decoded.millis;
        if let (Some(converted), Some(facts)) = (&decoded.converted, picture) {
            converted.restore(facts);
        }
        Ok(analysis)
    }

    async fn decode(&self) -> Result<Decoded, HostError> {
        self.progress(Step::Decode);
        let start = scope::now_millis();
        let (picture, converted) = match decode::decode(&self.bytes) {
            Err(DecodeError::UnsupportedFormat { name }) => {
                let converted = foreign::convert(&self.bytes, name).await?;
                (decode::decode(&converted.bmp)?, Some(converted))
            }
            result => (result?, None),
        };
        let millis = scope::now_millis() - start;
        Ok(Decoded {
            says: spectrafide_provenance::read(&self.bytes, Some(&picture.pixels)),
            picture,
            converted,
            millis,
        })
    }

    async fn judge(
        &self,
        detector: &Detector,
        decoded: &Decoded,
        device_name: &str,
        turn: Turn,
    ) -> Result<Analysis, AnalyzeError> {
        let options = AnalyzeOptions {
            explain: true,
            budget_millis: Some(BUDGET_MILLIS),
            delivery: Delivery::of(&decoded.says),
            device_name,
            now_millis: &scope::now_millis,
            progress: &|stage| self.progress(turn.step(stage)),
        };
        detector
            .analyze_picture(&self.path, &decoded.picture, &options)
            .await
    }
}

impl Turn {
    /// What people are told: the second detector's steps are one to them, since its bar would
    /// otherwise start anew.
    fn step(self, stage: Stage) -> Step {
        match (self, stage) {
            (Self::Second, _) => Step::Compare,
            (Self::First, Stage::Decode) => Step::Decode,
            (Self::First, Stage::Prepare) => Step::Prepare,
            (Self::First, Stage::Infer) => Step::Infer,
            (Self::First, Stage::Explain) => Step::Explain,
        }
    }
}
