//! What is known about the worker, as a plain type.

use super::client::ClientEvent;
use super::pair::{Pair, Spared, Surroundings};
use crate::protocol::{DetectorFacts, DeviceReport, Event, Step};

/// How far the worker is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    /// Its program is on its way: bytes that have arrived, and how many there are if known.
    #[default]
    Connecting,
    /// Its program is on its way.
    LoadingProgram {
        /// Bytes that have arrived.
        done_bytes: u64,
        /// Bytes that are expected; 0 when unknown.
        total_bytes: u64,
    },
    /// The first detector is on its way.
    Warming(Step),
    /// The page's files are being kept for offline use.
    Storing,
    /// Pictures can be judged.
    Ready,
    /// It does not come up, for the reason given.
    Broken(String),
}

/// The worker as the page sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Engine {
    /// How far it is.
    pub phase: Phase,
    /// Where it computes.
    pub device: Option<DeviceReport>,
    /// What there is to choose from.
    pub detectors: Vec<DetectorFacts>,
    /// The thorough detector among them and its stand-in.
    pub pair: Option<Pair>,
    surroundings: Surroundings,
    stored: bool,
}

impl Engine {
    /// A worker of which nothing was heard yet.
    pub fn starting(surroundings: Surroundings) -> Self {
        Self {
            surroundings,
            ..Self::default()
        }
    }

    /// Takes in what the client reports; results are none of the engine's business.
    pub fn hear(&mut self, event: &ClientEvent) {
        match event {
            ClientEvent::Worker(Event::LoadingProgram {
                done_bytes,
                total_bytes,
            }) => {
                let (done_bytes, total_bytes) = (*done_bytes, *total_bytes);
                self.phase = Phase::LoadingProgram {
                    done_bytes,
                    total_bytes,
                };
            }
            ClientEvent::Worker(Event::Device(device)) => {
                if device.is_imitated {
                    self.surroundings.spared = Some(Spared::Device);
                }
                self.device = Some(device.clone());
            }
            ClientEvent::Worker(Event::Warming(step)) => self.phase = Phase::Warming(*step),
            ClientEvent::Worker(Event::Ready { detectors }) => {
                self.detectors.clone_from(detectors);
                match &mut self.pair {
                    Some(pair) => pair.note_listed(detectors),
                    None => self.pair = Pair::of(detectors, self.surroundings),
                }
                self.phase = if self.stored {
                    Phase::Ready
                } else {
                    Phase::Storing
                };
            }
            ClientEvent::Worker(Event::Loaded {
                detector,
                is_stored,
            }) => {
                if let Some(pair) = &mut self.pair {
                    pair.note_loaded(detector, *is_stored);
                }
            }
            ClientEvent::Worker(Event::NotLoaded { message, .. }) => {
                if let Some(pair) = &mut self.pair {
                    pair.note_failure(message.clone());
                }
            }
            ClientEvent::Stopped { .. } => {
                self.phase = Phase::Connecting;
                if let Some(pair) = &mut self.pair {
                    pair.note_end_of_worker();
                }
            }
            ClientEvent::Broken(reason) => self.phase = Phase::Broken(reason.clone()),
            ClientEvent::Worker(_)
            | ClientEvent::Finished { .. }
            | ClientEvent::Viewed { .. }
            | ClientEvent::Explained { .. } => {}
        }
    }

    /// Notes that the page's files are kept, or that they cannot be.
    ///
    /// Only then is the first picture judged: after a verdict the page asks for nothing more but the
    /// thorough detector of a pair.
    pub fn note_stored(&mut self) {
        self.stored = true;
        if self.phase == Phase::Storing {
            self.phase = Phase::Ready;
        }
    }

    /// Whether pictures can be sent.
    pub fn is_ready(&self) -> bool {
        self.phase == Phase::Ready
    }

    /// The title of the detector called `id`, or its name where it is not listed.
    pub fn title(&self, id: &str) -> String {
        self.detector(id)
            .map_or_else(|| id.to_owned(), |facts| facts.title.clone())
    }

    /// The detector called `id`.
    pub fn detector(&self, id: &str) -> Option<&DetectorFacts> {
        self.detectors.iter().find(|facts| facts.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::client::StopCause;
    use crate::page::pair::Progress;
    use crate::page::sample;

    fn ready() -> ClientEvent {
        let facts = sample::facts("x.y", "X", Vec::new());
        ClientEvent::Worker(Event::Ready {
            detectors: vec![facts],
        })
    }

    #[test]
    fn pictures_wait_until_the_files_are_stored() {
        let mut engine = Engine::default();
        engine.hear(&ready());
        assert!(!engine.is_ready());
        engine.note_stored();
        assert!(engine.is_ready());
        assert!(engine.detector("x.y").is_some());
    }

    #[test]
    fn a_second_worker_needs_no_second_storing() {
        let mut engine = Engine::default();
        engine.note_stored();
        assert!(!engine.is_ready());
        engine.hear(&ready());
        engine.hear(&ClientEvent::Stopped {
            id: None,
            cause: StopCause::Asked,
        });
        assert!(!engine.is_ready());
        engine.hear(&ready());
        assert!(engine.is_ready());
    }
    fn pair_ready(is_stored: bool) -> ClientEvent {
        let detectors = sample::pair_facts(1_000, is_stored).to_vec();
        ClientEvent::Worker(Event::Ready { detectors })
    }

    fn progress(engine: &Engine) -> Option<&Progress> {
        engine.pair.as_ref().map(|pair| &pair.progress)
    }

    #[test]
    fn a_zoo_without_a_stand_in_has_no_pair() {
        let mut engine = Engine::default();
        engine.hear(&ready());
        assert_eq!(engine.pair, None);
    }

    #[test]
    fn the_page_is_ready_before_the_thorough_detector_is() {
        let mut engine = Engine::default();
        engine.hear(&pair_ready(false));
        engine.note_stored();
        assert!(engine.is_ready());
        assert_eq!(progress(&engine), Some(&Progress::Absent));
        engine.hear(&ClientEvent::Worker(Event::Loaded {
            detector: sample::THOROUGH.to_owned(),
            is_stored: true,
        }));
        assert_eq!(progress(&engine), Some(&Progress::Ready));
    }

    #[test]
    fn a_second_worker_tells_what_was_stored_since_and_a_failure_is_remembered() {
        let mut engine = Engine::default();
        engine.hear(&pair_ready(false));
        engine.hear(&ClientEvent::Worker(Event::NotLoaded {
            detector: sample::THOROUGH.to_owned(),
            message: "No.".to_owned(),
        }));
        engine.hear(&ClientEvent::Stopped {
            id: None,
            cause: StopCause::Asked,
        });
        engine.hear(&pair_ready(true));
        let failed = Progress::Failed("No.".to_owned());
        assert_eq!(progress(&engine), Some(&failed));
        assert!(engine.pair.is_some_and(|pair| pair.is_stored));
    }

    #[test]
    fn nothing_large_is_loaded_unasked_for_an_imitated_gpu() {
        let mut engine = Engine::default();
        engine.hear(&ClientEvent::Worker(Event::Device(DeviceReport {
            name: "webgpu".to_owned(),
            reason: String::new(),
            is_imitated: true,
        })));
        engine.hear(&pair_ready(false));
        assert_eq!(engine.pair.and_then(|pair| pair.task()), None);
    }
}
