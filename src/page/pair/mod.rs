//! A thorough detector and the quick one that stands in for it: which of them judges now.
//!
//! A verdict depends on the picture and on the detector. Which detector it is follows from what is
//! loaded, the person's word and the kind of device, and never from a clock.

mod surroundings;

pub use surroundings::{Preference, Spared, Surroundings};

use crate::protocol::{Choice, DetectorFacts};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Small, and there first.
    Quick,
    /// Large, and the one whose word counts.
    Thorough,
}

/// How far the thorough detector is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// Nothing is being done for it.
    #[default]
    Absent,
    /// The page fetches its weights.
    Fetching {
        /// Bytes that have arrived.
        done_bytes: u64,
    },
    /// The page has its weights and the worker is busy.
    Fetched,
    /// The worker builds and tests it.
    Loading,
    /// It can judge.
    Ready,
    /// It cannot, for a reason given as a sentence.
    Failed(String),
}

/// What the page has to do for the thorough detector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Fetch its weights.
    Fetch,
    /// Have the worker load it, once the worker has nothing else to do.
    Load,
}

/// The two detectors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Registry name of the quick one.
    pub quick: String,
    /// Registry name of the thorough one.
    pub thorough: String,
    /// Logical name of the thorough one's weights.
    pub weights: String,
    /// Size of the thorough one's weights.
    pub weights_bytes: u64,
    /// Whether the browser's store has them.
    pub is_stored: bool,
    /// How far the thorough one is.
    pub progress: Progress,
    /// The person's word and the device.
    pub surroundings: Surroundings,
}

impl Pair {
    /// The pair among `detectors`, if there is one.
    pub fn of(detectors: &[DetectorFacts], surroundings: Surroundings) -> Option<Self> {
        detectors.iter().find_map(|quick| {
            let wanted = quick.stands_in_for.as_ref()?;
            let thorough = detectors.iter().find(|facts| facts.id == *wanted)?;
            Some(Self {
                quick: quick.id.clone(),
                thorough: thorough.id.clone(),
                weights: thorough.weights.clone(),
                weights_bytes: thorough.weights_bytes,
                is_stored: thorough.is_stored,
                progress: Progress::Absent,
                surroundings,
            })
        })
    }

    /// Which of the two the detector called `id` is.
    pub fn role(&self, id: &str) -> Option<Role> {
        match id {
            _ if id == self.quick => Some(Role::Quick),
            _ if id == self.thorough => Some(Role::Thorough),
            _ => None,
        }
    }

    /// Whether the thorough one is to judge once it can.
    pub fn wants_thorough(&self) -> bool {
        match self.surroundings.preference {
            Preference::Thorough => true,
            Preference::Quick => false,
            Preference::Undecided => self.surroundings.spared.is_none(),
        }
    }

    /// Which of the two judges now.
    pub fn judge(&self) -> Role {
        if self.wants_thorough() && self.progress == Progress::Ready {
            Role::Thorough
        } else {
            Role::Quick
        }
    }

    /// Whether the thorough one will judge without being asked for again.
    pub fn is_thorough_coming(&self) -> bool {
        self.wants_thorough() && !matches!(self.progress, Progress::Failed(_))
    }

    /// What is to be done next.
    pub fn task(&self) -> Option<Task> {
        match self.progress {
            Progress::Absent if !self.wants_thorough() => None,
            Progress::Absent if self.is_stored => Some(Task::Load),
            Progress::Absent => Some(Task::Fetch),
            Progress::Fetched => Some(Task::Load),
            Progress::Fetching { .. }
            | Progress::Loading
            | Progress::Ready
            | Progress::Failed(_) => None,
        }
    }

    /// Whether a picture has to wait: the worker is busy with the thorough detector, or that one is
    /// `choice`'s and on its way, and would be fetched twice.
    pub fn holds(&self, choice: &Choice) -> bool {
        let thorough = Some(&self.thorough);
        let names_thorough =
            choice.detector.as_ref() == thorough || choice.compare_with.as_ref() == thorough;
        match self.progress {
            Progress::Loading => true,
            Progress::Fetching { .. } | Progress::Fetched => names_thorough,
            Progress::Absent | Progress::Ready | Progress::Failed(_) => false,
        }
    }

    /// Takes in the person's word; a failure is forgotten and a download is not wanted any more.
    pub fn prefer(&mut self, preference: Preference) {
        self.surroundings.preference = preference;
        match self.progress {
            Progress::Failed(_) => self.progress = Progress::Absent,
            Progress::Fetching { .. } | Progress::Fetched if !self.wants_thorough() => {
                self.progress = Progress::Absent;
            }
            _ => {}
        }
    }

    /// Takes in what a worker says about the detectors, which may have stored weights since the last.
    pub fn note_listed(&mut self, detectors: &[DetectorFacts]) {
        let found = detectors.iter().find(|facts| facts.id == self.thorough);
        self.is_stored = found.is_some_and(|facts| facts.is_stored);
    }

    /// Notes that the detector called `id` is loaded, and whether its weights are stored.
    pub fn note_loaded(&mut self, id: &str, is_stored: bool) {
        if id == self.thorough {
            self.progress = Progress::Ready;
            self.is_stored = is_stored;
        }
    }

    /// Notes why the thorough detector is not there.
    pub fn note_failure(&mut self, reason: String) {
        self.progress = Progress::Failed(reason);
    }

    /// Notes that the worker has ended, and all that was loaded with it. A worker that ends while it
    /// loads the thorough detector is not asked again by itself: it may well end again.
    pub fn note_end_of_worker(&mut self) {
        match self.progress {
            Progress::Ready => self.progress = Progress::Absent,
            Progress::Loading => {
                self.note_failure("The browser ended the program while it was loading.".to_owned());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
