//! What a verdict rests on.

use js_sys::ArrayBuffer;
use spectrafide_models::detector::Detector;
use spectrafide_models::explain::faithfulness::DeletionTest;
use spectrafide_models::explain::{Case, Method, Settings};
use spectrafide_models::judge::DeviceError;
use spectrafide_picture::decode::Picture;
use spectrafide_provenance::Provenance;
use spectrafide_report::{Maps, Reason, Worth};

use super::answer::{say, say_with};
use super::held::Held;
use super::job::Programs;
use super::shelf::Shelf;
use crate::browser::{message, scope};
use crate::protocol::maps::split_maps;
use crate::protocol::{Event, ExplainOrder, Found, NotExplained, Way};

/// Decides the random maps: the same picture is told the same.
const SEED: u64 = 1;

/// The share of the work that is the map itself, the rest being the test of it.
const MAP_SHARE: f32 = 0.4;

/// An order, its file, and whether something else waits.
pub struct Explaining<'a> {
    /// What is asked.
    pub order: ExplainOrder,
    /// The file.
    pub bytes: Vec<u8>,
    /// Whether the page has asked for something else.
    pub is_wanted: &'a dyn Fn() -> bool,
}

/// What was found and its maps, or why there is nothing.
type Outcome = Result<(Maps, Found), NotExplained>;

impl Explaining<'_> {
    /// Computes what is asked for and sends it, or why there is nothing.
    pub async fn run(self, shelf: &mut Shelf, held: &mut Held, programs: &mut Programs) {
        let number = self.order.number;
        self.progress(0.0);
        match self.explain(shelf, held, programs).await {
            Ok((maps, found)) => {
                let (maps, values) = split_maps(maps);
                let buffers = values.iter().map(|values| message::buffer_of(values));
                let buffers: Vec<ArrayBuffer> = buffers.collect();
                let explained = Event::Explained {
                    number,
                    maps,
                    found,
                };
                say_with(&explained, &buffers);
            }
            Err(why) => say(&Event::NotExplained { number, why }),
        }
    }

    async fn explain(
        &self,
        shelf: &mut Shelf,
        held: &mut Held,
        programs: &mut Programs,
    ) -> Outcome {
        let opened = held.open(self.order.id, &self.bytes, &mut programs.jxl);
        let (picture, says) = opened.await.map_err(NotExplained::Failed)?;
        let ask = async |detector: &Detector, _: &str| match self.order.way {
            // On the heap, because they are large and would be part of every future that waits for them.
            Way::By(method) => Box::pin(self.by(method, detector, picture, says)).await,
            Way::Parts => Box::pin(self.parts(detector, picture, says)).await,
        };
        let name = &self.order.detector;
        let told = shelf.ask(name, &|_| self.progress(0.0), ask).await;
        told.map_err(|error| NotExplained::Failed(error.to_string()))?
    }

    async fn by(
        &self,
        method: Method,
        detector: &Detector,
        picture: &Picture,
        says: &Provenance,
    ) -> Result<Outcome, DeviceError> {
        let opened = Case::open(detector, picture, says, self.order.effort).await?;
        let case = match opened {
            Ok(case) => case,
            Err(objections) => return Ok(Err(objected(&objections))),
        };
        if self.is_interrupted().await {
            return Ok(Err(NotExplained::Interrupted));
        }
        let progress =
            |done: usize, of: usize| self.progress(MAP_SHARE * done as f32 / of.max(1) as f32);
        let mapped = case.explain(method, Settings::default(), &progress).await;
        let maps = match mapped {
            Ok(mapped) => mapped.maps,
            Err(error) => return Ok(Err(NotExplained::Failed(error.to_string()))),
        };
        let Some(map) = maps.image_cam.clone() else {
            return Ok(Ok((maps, Found::Map(None))));
        };
        let worth = self
            .test(DeletionTest::of(case.judged(), map, SEED))
            .await?;
        let found = worth.ok_or(NotExplained::Interrupted);
        Ok(found.map(|worth| (maps, Found::Map(Some(worth)))))
    }

    /// The test's outcome, or nothing if something else is to be done.
    async fn test(&self, mut test: DeletionTest<'_>) -> Result<Option<Worth>, DeviceError> {
        loop {
            let (taken, steps) = test.progress();
            self.progress(MAP_SHARE + (1.0 - MAP_SHARE) * taken as f32 / steps as f32);
            if self.is_interrupted().await {
                return Ok(None);
            }
            if let Some(worth) = test.step().await? {
                return Ok(Some(worth));
            }
        }
    }

    async fn parts(
        &self,
        detector: &Detector,
        picture: &Picture,
        says: &Provenance,
    ) -> Result<Outcome, DeviceError> {
        let progress = |done: usize, of: usize| self.progress(done as f32 / of.max(1) as f32);
        let regions = detector.judge_regions(picture, says, &progress).await?;
        Ok(Ok((Maps::default(), Found::Parts(regions))))
    }

    async fn is_interrupted(&self) -> bool {
        scope::breathe().await;
        (self.is_wanted)()
    }

    fn progress(&self, share: f32) {
        let number = self.order.number;
        say(&Event::ExplainProgress { number, share });
    }
}

fn objected(objections: &[Reason]) -> NotExplained {
    let words: Vec<String> = objections.iter().map(Reason::english).collect();
    NotExplained::Failed(words.join(" "))
}
