//! What is known about the worker, as a plain type.

use super::client::ClientEvent;
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
    stored: bool,
}

impl Engine {
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
            ClientEvent::Worker(Event::Device(device)) => self.device = Some(device.clone()),
            ClientEvent::Worker(Event::Warming(step)) => self.phase = Phase::Warming(*step),
            ClientEvent::Worker(Event::Ready { detectors }) => {
                self.detectors.clone_from(detectors);
                self.phase = if self.stored {
                    Phase::Ready
                } else {
                    Phase::Storing
                };
            }
            ClientEvent::Stopped { .. } => self.phase = Phase::Connecting,
            ClientEvent::Broken(reason) => self.phase = Phase::Broken(reason.clone()),
            ClientEvent::Worker(_) | ClientEvent::Finished { .. } => {}
        }
    }

    /// Notes that the page's files are kept, or that they cannot be.
    ///
    /// Only then is the first picture judged: after a verdict the page asks for nothing more.
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
    use spectrafide_report::Scope;

    use super::*;
    use crate::page::client::StopCause;
    use crate::protocol::TrainingFacts;

    fn ready() -> ClientEvent {
        let facts = DetectorFacts {
            id: "x.y".to_owned(),
            title: "X".to_owned(),
            description: String::new(),
            limits: Vec::new(),
            training: TrainingFacts {
                data: "CIFAKE".to_owned(),
                real: 1,
                synthetic: 1,
            },
            scope: Scope {
                min_side_px: 16,
                max_side_px: None,
            },
            quick_parts: 1,
            weights_bytes: 1,
            figures: Vec::new(),
        };
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
}
