//! The detectors: listed at the start, fetched and loaded when a picture needs one.

use std::rc::Rc;

use spectrafide_models::card::DetectorCard;
use spectrafide_models::detector::{Detector, LoadError};
use spectrafide_models::judge::DeviceError;
use spectrafide_report::zoo::{Candidate, ZooEntry, choose, stand_in};

use super::answer::say;
use super::device::{self, Chosen};
use super::error::HostError;
use crate::browser::fetch;
use crate::browser::storage::Storage;
use crate::protocol::{Choice, DetectorFacts, DevicePreference, Event, Step, TrainingFacts};
use crate::worker::memory;
use spectrafide_report::served::ServedFiles;

/// Store of weights; the number is raised when the form of its keys changes.
const WEIGHTS_STORE: &str = "spectrafide-weights-1";

/// A listed detector.
struct Listed {
    entry: ZooEntry,
    card_json: String,
    card: DetectorCard,
    is_stored: bool,
    loaded: Option<Rc<Detector>>,
}

/// All detectors and the device that they run on.
pub struct Shelf {
    base: String,
    files: ServedFiles,
    listed: Vec<Listed>,
    /// Positions of the detectors in `listed`, the one that was used last first.
    recent: Vec<usize>,
    chosen: Chosen,
}

impl Shelf {
    /// Opens the device and reads the list of detectors and their cards, but no weights.
    pub async fn open(
        base: String,
        files: ServedFiles,
        preference: DevicePreference,
    ) -> Result<Self, HostError> {
        let chosen = device::open(preference).await;
        say(&Event::Device(chosen.report.clone()));
        let mut shelf = Self {
            base,
            files,
            listed: Vec::new(),
            recent: Vec::new(),
            chosen,
        };
        let index = fetch::text(&shelf.url("zoo/index.json")).await?;
        let entries: Vec<ZooEntry> = serde_json::from_str(&index).map_err(LoadError::Card)?;
        for entry in entries {
            let card_json = fetch::text(&shelf.url(&entry.card)).await?;
            let card = serde_json::from_str(&card_json).map_err(LoadError::Card)?;
            shelf.listed.push(Listed {
                entry,
                card_json,
                card,
                is_stored: false,
                loaded: None,
            });
        }
        if shelf.listed.is_empty() {
            return Err(HostError::NoDetector);
        }
        // Weights of earlier releases; leaving them there costs space and nothing else.
        if let Ok(store) = Storage::open(WEIGHTS_STORE).await {
            let keys: Vec<String> = shelf
                .listed
                .iter()
                .map(|listed| key(&listed.entry))
                .collect();
            drop(store.keep_only(&keys).await);
            for (listed, key) in shelf.listed.iter_mut().zip(&keys) {
                listed.is_stored = store.has(key).await.unwrap_or(false);
            }
        }
        Ok(shelf)
    }

    /// What people are told about the detectors.
    pub fn facts(&self) -> Vec<DetectorFacts> {
        self.listed.iter().map(facts).collect()
    }

    /// The name of the device in reports.
    pub fn device_name(&self) -> &str {
        &self.chosen.report.name
    }

    /// Whether there is a CPU to fall back to.
    pub fn uses_gpu(&self) -> bool {
        self.device_name() != "cpu"
    }

    /// Goes on with the CPU, where every detector is loaded anew, and says why.
    pub fn give_up_gpu(&mut self, reason: &str) {
        self.chosen = device::cpu(reason);
        for listed in &mut self.listed {
            listed.loaded = None;
        }
        say(&Event::Device(self.chosen.report.clone()));
    }

    /// The detector for a picture of this size; see [`choose`] and [`Choice::stand_in`].
    pub fn choose(&self, choice: &Choice, size_px: Option<(u32, u32)>) -> Option<String> {
        let candidates: Vec<Candidate> = self
            .listed
            .iter()
            .map(|listed| Candidate {
                id: &listed.entry.id,
                scope: listed.card.scope,
                rank: listed.card.rank,
                stands_in_for: listed.entry.stands_in_for.as_deref(),
            })
            .collect();
        let id = choose(&candidates, choice.detector.as_deref(), size_px)?;
        let is_left_to_size = choice.stand_in && choice.detector.is_none();
        let quick = is_left_to_size.then(|| stand_in(&candidates, id)).flatten();
        Some(quick.unwrap_or(id).to_owned())
    }

    /// Loads the detector that most pictures need first, where that takes seconds: the quick one of a
    /// pair, since the other one may not even be wanted.
    pub async fn warm_up(&mut self, progress: &dyn Fn(Step)) -> Result<(), HostError> {
        if self.chosen.report.is_imitated {
            return Ok(());
        }
        let first = Choice {
            stand_in: true,
            ..Choice::default()
        };
        let id = self.choose(&first, None).ok_or(HostError::NoDetector)?;
        self.detector(&id, progress).await.map(drop)
    }

    /// Loads the detector called `id` with `weights` that the page fetched, or with those of the
    /// store where there are none.
    pub async fn load(&mut self, id: &str, weights: Option<Vec<u8>>) -> Result<(), HostError> {
        let position = self.position(id)?;
        if self.listed[position].loaded.is_some() {
            self.say_loaded(position);
            return Ok(());
        }
        let unseen = |_: Step| {};
        let weights = match weights {
            Some(weights) => {
                self.store(position, &weights).await;
                weights
            }
            None => self.weights(position, &unseen).await?,
        };
        self.build(position, weights, &unseen).await.map(drop)
    }

    /// The detector called `id`, loaded and tested on the device.
    pub async fn detector(
        &mut self,
        id: &str,
        progress: &dyn Fn(Step),
    ) -> Result<Rc<Detector>, HostError> {
        let position = self.position(id)?;
        if let Some(detector) = self.listed[position].loaded.clone() {
            self.note_use(position);
            return Ok(detector);
        }
        let weights = self.weights(position, progress).await?;
        self.build(position, weights, progress).await
    }

    /// What `ask` learns from the detector called `id`, on the device whose name it is told.
    pub async fn ask<T>(
        &mut self,
        id: &str,
        progress: &dyn Fn(Step),
        ask: impl AsyncFn(&Detector, &str) -> Result<T, DeviceError>,
    ) -> Result<T, HostError> {
        loop {
            let detector = self.detector(id, progress).await?;
            match ask(&detector, self.device_name()).await {
                // A GPU may pass its test and be lost later; the CPU is always there.
                Err(DeviceError(reason)) if self.uses_gpu() => {
                    self.give_up_gpu(&format!("the GPU failed: {reason}"));
                }
                result => return Ok(result?),
            }
        }
    }

    fn position(&self, id: &str) -> Result<usize, HostError> {
        self.listed
            .iter()
            .position(|listed| listed.entry.id == id)
            .ok_or(HostError::NoDetector)
    }

    /// Builds a detector of its weights and tests it on the device.
    async fn build(
        &mut self,
        position: usize,
        weights: Vec<u8>,
        progress: &dyn Fn(Step),
    ) -> Result<Rc<Detector>, HostError> {
        progress(Step::Load);
        let card_json = self.listed[position].card_json.clone();
        if self.uses_gpu() {
            // The copy is for the CPU, in case that the GPU computes something else.
            let detector = Detector::load(&card_json, weights.clone(), &self.chosen.device)?;
            match detector.self_test().await {
                Ok(()) => return Ok(self.keep(position, detector)),
                Err(error) => self.give_up_gpu(&format!("the GPU failed its test: {error}")),
            }
        }
        let detector = Detector::load(&card_json, weights, &self.chosen.device)?;
        let test = detector.self_test().await;
        test.map_err(|error| HostError::SelfTest(error.to_string()))?;
        Ok(self.keep(position, detector))
    }

    fn keep(&mut self, position: usize, detector: Detector) -> Rc<Detector> {
        let detector = Rc::new(detector);
        self.listed[position].loaded = Some(Rc::clone(&detector));
        self.note_use(position);
        self.say_loaded(position);
        detector
    }

    fn say_loaded(&self, position: usize) {
        let listed = &self.listed[position];
        say(&Event::Loaded {
            detector: listed.entry.id.clone(),
            is_stored: listed.is_stored,
        });
    }

    /// Puts the detector first and lets those go that memory has no room for.
    fn note_use(&mut self, position: usize) {
        self.recent.retain(|&other| other != position);
        self.recent.insert(0, position);
        let sizes: Vec<u64> = self
            .recent
            .iter()
            .map(|&position| self.listed[position].entry.weights_bytes)
            .collect();
        for position in self.recent.split_off(memory::kept(&sizes)) {
            self.listed[position].loaded = None;
        }
    }

    /// The weights from the browser's store, else from the network and then stored.
    async fn weights(
        &mut self,
        position: usize,
        progress: &dyn Fn(Step),
    ) -> Result<Vec<u8>, HostError> {
        let entry = &self.listed[position].entry;
        let store = Storage::open(WEIGHTS_STORE).await.ok();
        if let Some(store) = &store
            && let Ok(Some(stored)) = store.get(&key(entry)).await
            && spectrafide_models::weights::sha256(&stored) == entry.sha256
        {
            return Ok(stored);
        }
        let total_bytes = entry.weights_bytes;
        progress(Step::Fetch {
            done_bytes: 0,
            total_bytes,
        });
        let url = self.url(&entry.weights);
        let bytes = fetch::bytes(&url, &|done_bytes| {
            progress(Step::Fetch {
                done_bytes,
                total_bytes,
            });
        })
        .await?;
        self.store(position, &bytes).await;
        Ok(bytes)
    }

    /// Stores weights that are whole; others are refused where they are loaded. What is stored is
    /// named by its checksum, so a release with other weights never finds the old ones.
    async fn store(&mut self, position: usize, weights: &[u8]) {
        let listed = &mut self.listed[position];
        let store = Storage::open(WEIGHTS_STORE).await;
        if let Ok(store) = store
            && spectrafide_models::weights::sha256(weights) == listed.entry.sha256
        {
            // A full or forbidden store only means another download at the next visit.
            let stored = store.put(&key(&listed.entry), weights).await;
            listed.is_stored = stored.is_ok();
        }
    }

    fn url(&self, name: &str) -> String {
        format!("{}{}", self.base, self.files.path(name))
    }
}

fn key(entry: &ZooEntry) -> String {
    format!("weights/{}", entry.sha256)
}

fn facts(listed: &Listed) -> DetectorFacts {
    let Listed {
        entry,
        card,
        is_stored,
        ..
    } = listed;
    let [real, synthetic] = card.training.pictures;
    DetectorFacts {
        id: card.id.clone(),
        title: card.title.clone(),
        description: card.description.clone(),
        limits: card.limits.clone(),
        training: TrainingFacts {
            data: card.training.data.clone(),
            real: real as u64,
            synthetic: synthetic as u64,
        },
        scope: card.scope,
        quick_parts: card.quick_views.max(1),
        stands_in_for: entry.stands_in_for.clone(),
        weights: entry.weights.clone(),
        weights_sha256: entry.sha256.clone(),
        thresholds: card.thresholds,
        weights_bytes: entry.weights_bytes,
        is_stored: *is_stored,
        figures: entry.figures.clone(),
        methods: card.network.methods().to_vec(),
    }
}
