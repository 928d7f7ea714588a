//! One picture on its way to a report, or to two.

use js_sys::ArrayBuffer;
use spectrafide_models::detector::Detector;
use spectrafide_models::judge::{DeviceError, Request, Stage, Subject};
use spectrafide_provenance::finding::Finding;
use spectrafide_report::{Analysis, Maps, Report};

use super::answer::{say, say_with};
use super::credentials::{Thumbnail, Verifier};
use super::decoding;
use super::error::HostError;
use super::held::Held;
use super::jxl::JxlDecoder;
use super::shelf::Shelf;
use super::sidecar::Sidecar;
use crate::browser::{message, scope};
use crate::protocol::{Choice, Event, Judged, RequestId, Step};

/// A picture and who is to judge it.
pub struct Job {
    /// The picture's name in every answer.
    pub id: RequestId,
    /// The file's name.
    pub path: String,
    /// Which detectors judge it, and how closely they look.
    pub choice: Choice,
    /// The file.
    pub bytes: Vec<u8>,
    /// The manifest store beside it.
    pub sidecar: Option<Sidecar>,
}

/// A file, opened, and what is shown with its result and plays no part in it.
struct Opened {
    subject: Subject,
    /// What a sidecar says that does not fit the picture.
    apart: Option<Finding>,
    /// The small pictures that its credentials keep.
    thumbnails: Vec<Thumbnail>,
}

/// What is loaded when a file needs it.
pub struct Programs {
    /// Verifies Content Credentials.
    pub verifier: Verifier,
    /// Decodes JPEG XL.
    pub jxl: JxlDecoder,
}

/// Which of the detectors has the picture.
#[derive(Clone, Copy)]
enum Turn {
    First,
    Second,
}

impl Job {
    /// Judges the picture, sends the results, whatever they are, and has the file held.
    pub async fn run(self, shelf: &mut Shelf, programs: &mut Programs, held: &mut Held) {
        let Opened {
            subject,
            apart,
            thumbnails,
        } = self.open(programs).await;
        let picture = subject.picture.as_ref().ok();
        let size = picture.map(|picture| picture.pixels.dimensions());
        let chosen = shelf.choose(&self.choice, size);
        let mut first = match &chosen {
            None => failed(&subject, "", &HostError::NoDetector),
            Some(detector) => self.take_turn(shelf, detector, Turn::First, &subject).await,
        };
        // A second detector has nothing to add to a file without pixels, nor to itself.
        let mut second = match &self.choice.compare_with {
            Some(detector) if subject.picture.is_ok() && chosen.as_ref() != Some(detector) => Some(
                self.take_turn(shelf, detector, Turn::Second, &subject)
                    .await,
            ),
            _ => None,
        };
        if let Some(apart) = apart {
            for analysis in [Some(&mut first), second.as_mut()].into_iter().flatten() {
                let says = analysis.report.provenance.get_or_insert_default();
                says.findings.push(apart.clone());
            }
        }
        self.send(first, second, thumbnails);
        held.keep(self.id, subject);
    }

    /// Decodes the picture, and reads and verifies what the file says about itself, which may be
    /// much even where there are no pixels.
    async fn open(&self, programs: &mut Programs) -> Opened {
        self.progress(Step::Decode);
        let start = scope::now_millis();
        let loads = || self.progress(Step::LoadDecoder);
        let picture = decoding::decode(&self.bytes, &mut programs.jxl, &loads).await;
        let decode_millis = scope::now_millis() - start;
        self.progress(Step::Inspect);
        let mut subject = Subject {
            decode_millis,
            ..Subject::with_picture(&self.path, &self.bytes, picture)
        };
        let mut thumbnails = Vec::new();
        if let Some(mime) = subject.needs_verification(&self.bytes) {
            let outcome = programs.verifier.verify(&self.bytes, mime, None).await;
            let outcome = outcome.map(|mut verified| {
                thumbnails.append(&mut verified.thumbnails);
                verified.credentials
            });
            subject.says.conclude_verification(outcome);
        }
        let mut apart = None;
        if let Some(sidecar) = &self.sidecar {
            let (said, mut verified) = sidecar.verify(&mut programs.verifier, &self.bytes).await;
            thumbnails.append(&mut verified.thumbnails);
            if said.fits {
                subject.says.findings.push(said.finding);
            } else {
                apart = Some(said.finding);
            }
        }
        Opened {
            subject,
            apart,
            thumbnails,
        }
    }

    fn send(&self, first: Analysis, second: Option<Analysis>, thumbnails: Vec<Thumbnail>) {
        let mut values = Vec::new();
        let first = Judged::take_apart(first, &mut values);
        let second = second.map(|second| Judged::take_apart(second, &mut values));
        let maps = values.iter().map(|values| message::buffer_of(values));
        let files = thumbnails.iter();
        let files = files.map(|thumbnail| message::buffer_of_bytes(&thumbnail.bytes));
        let buffers: Vec<ArrayBuffer> = maps.chain(files).collect();
        let thumbnails = thumbnails.into_iter();
        let thumbnails = thumbnails
            .map(|one| (one.place, one.mime.to_owned()))
            .collect();
        let done = Event::Done {
            id: self.id,
            first,
            second,
            thumbnails,
        };
        say_with(&done, &buffers);
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
        subject: &Subject,
    ) -> Analysis {
        let ask = async |loaded: &Detector, device_name: &str| {
            self.ask(loaded, device_name, turn, subject).await
        };
        match shelf.ask(detector, &|step| self.progress(step), ask).await {
            Ok(analysis) => analysis,
            Err(error) => failed(subject, detector, &error),
        }
    }

    async fn ask(
        &self,
        detector: &Detector,
        device_name: &str,
        turn: Turn,
        subject: &Subject,
    ) -> Result<Analysis, DeviceError> {
        let request = Request {
            effort: self.choice.effort,
            explain: true,
            device_name,
            now_millis: &scope::now_millis,
            progress: &|stage| self.progress(turn.step(stage)),
        };
        // On the heap, because it is large and would be part of every future that waits for it.
        Box::pin(detector.judge(subject, &request)).await
    }
}

/// The report of a `subject` that `detector` could not be asked about.
fn failed(subject: &Subject, detector: &str, error: &HostError) -> Analysis {
    let mut report = Report {
        path: subject.path.clone(),
        detector: detector.to_owned(),
        ..Report::failed(&error.to_string())
    };
    report.hear(subject.says.clone());
    Analysis {
        report,
        maps: Maps::default(),
    }
}

impl Turn {
    /// What people are told: the second detector's steps are one to them, since its bar would
    /// otherwise start anew.
    fn step(self, stage: Stage) -> Step {
        match (self, stage) {
            (Self::Second, _) => Step::Compare,
            (Self::First, Stage::Prepare) => Step::Prepare,
            (Self::First, Stage::Infer) => Step::Infer,
            (Self::First, Stage::Explain) => Step::Explain,
        }
    }
}
