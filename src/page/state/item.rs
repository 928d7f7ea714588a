//! One picture of the queue.

use std::ops::Deref;
use std::sync::Arc;

use spectrafide_report::Maps;
use spectrafide_report::report::Analysis;

use crate::page::review::Review;
use crate::page::sidecars::Sidecar;
use crate::page::thumbnails::Thumbnails;
use crate::protocol::{RequestId, Step};

/// A result that is shared, not copied; two are equal when they are the same one, so that
/// comparing states never compares the values of maps.
#[derive(Clone, Debug)]
pub struct Finished(Arc<Analysis>);

impl Finished {
    /// Goes on without maps.
    pub(super) fn spare_maps(&mut self) {
        let report = self.0.report.clone();
        self.0 = Arc::new(Analysis {
            report,
            maps: Maps::default(),
        });
    }
}

impl PartialEq for Finished {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl From<Analysis> for Finished {
    fn from(analysis: Analysis) -> Self {
        Self(Arc::new(analysis))
    }
}

impl Deref for Finished {
    type Target = Analysis;

    fn deref(&self) -> &Analysis {
        &self.0
    }
}

/// How far one picture is.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemState {
    /// Its turn has not come.
    Waiting,
    /// The worker has it; the step is unknown until the worker says so.
    Running(Option<Step>),
    /// There is a result, which may be that nothing can be told, and one of a second detector
    /// where the person asked for a comparison.
    Done(Finished, Option<Finished>),
    /// There is none, for the reason given as a sentence; what the file says may be known all the
    /// same.
    Failed(String, Option<Finished>),
}

impl ItemState {
    /// The value of `data-state`, by which styles and tests know the state.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running(_) => "running",
            Self::Done(..) => "done",
            Self::Failed(..) => "failed",
        }
    }
}

/// One picture of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its name in messages and markup.
    pub id: RequestId,
    /// The file's name.
    pub name: String,
    /// The file's size.
    pub bytes: u64,
    /// Where the page can show it from.
    pub url: String,
    /// How far it is.
    pub state: ItemState,
    /// What the thorough detector has to do with a result of its stand-in.
    pub review: Review,
    /// The manifest store that lies beside it.
    pub sidecar: Option<Sidecar>,
    /// The small pictures that its Content Credentials keep.
    pub thumbnails: Thumbnails,
    /// When it was judged, in UTC as RFC 3339 writes it.
    pub checked_at: Option<String>,
    /// Whether something was laid beside it, or taken away, while the worker has it.
    pub is_outdated: bool,
}

impl Item {
    /// A picture whose turn has not come.
    pub fn new(id: RequestId, name: String, bytes: u64, url: String) -> Self {
        Self {
            id,
            name,
            bytes,
            url,
            state: ItemState::Waiting,
            review: Review::None,
            sidecar: None,
            thumbnails: Thumbnails::default(),
            checked_at: None,
            is_outdated: false,
        }
    }
}
