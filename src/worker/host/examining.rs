//! Copies of a picture on their way to verdicts.

use spectrafide_models::detector::Detector;
use spectrafide_models::judge::{DeviceError, Request};
use spectrafide_picture::decode::Picture;
use spectrafide_report::{CopyVerdict, Handling};

use super::answer::say;
use super::error::HostError;
use super::held::Held;
use super::job::Programs;
use super::shelf::Shelf;
use crate::browser::scope;
use crate::protocol::{Event, Examination, RequestId, Step};

/// A picture whose copies are to be judged.
pub struct Examining {
    /// The picture's name in every answer.
    pub id: RequestId,
    /// Who judges them.
    pub examination: Examination,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Examining {
    /// Judges the copies one after the other and sends each verdict as it comes.
    pub async fn run(self, shelf: &mut Shelf, held: &mut Held, programs: &mut Programs) {
        let error = self.examine(shelf, held, programs).await.err();
        say(&Event::Examined { id: self.id, error });
    }

    async fn examine(
        &self,
        shelf: &mut Shelf,
        held: &mut Held,
        programs: &mut Programs,
    ) -> Result<(), String> {
        let (picture, _) = held.open(self.id, &self.bytes, &mut programs.jxl).await?;
        for handling in Handling::ALL {
            let copy = self.judge(shelf, picture, handling).await;
            let copy = copy.map_err(|error| error.to_string())?;
            say(&Event::CopyJudged { id: self.id, copy });
        }
        Ok(())
    }

    async fn judge(
        &self,
        shelf: &mut Shelf,
        picture: &Picture,
        handling: Handling,
    ) -> Result<CopyVerdict, HostError> {
        let ask = async |detector: &Detector, device_name: &str| {
            self.ask(detector, device_name, picture, handling).await
        };
        let name = &self.examination.detector;
        shelf.ask(name, &|step| self.progress(step), ask).await
    }

    async fn ask(
        &self,
        detector: &Detector,
        device_name: &str,
        picture: &Picture,
        handling: Handling,
    ) -> Result<CopyVerdict, DeviceError> {
        let request = Request {
            effort: self.examination.effort,
            explain: false,
            device_name,
            now_millis: &scope::now_millis,
            progress: &|_| self.progress(Step::Infer),
        };
        // On the heap, because it is large and would be part of every future that waits for it.
        Box::pin(detector.judge_copy(&picture.pixels, handling, &request)).await
    }

    /// Says that the worker is alive.
    fn progress(&self, step: Step) {
        say(&Event::Progress { id: self.id, step });
    }
}
