//! The queue of pictures and what is known about each, as plain types.

mod item;

use std::collections::VecDeque;

use spectrafide_report::report::Analysis;

use super::review::Review;
use super::sidecars::Sidecar;
use super::thumbnails::Thumbnails;
use crate::protocol::{RequestId, Step};
pub use item::{Finished, Item, ItemState};

/// So many pictures keep their maps, which are a megabyte each; the one that is shown is among them.
const KEPT_MAPS: usize = 24;

/// What the worker does with a picture; the step is unknown until the worker says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// It is judged.
    Judging(Option<Step>),
    /// It is judged again, by the thorough detector, while its result is shown.
    Reviewing(Option<Step>),
}

/// What a review needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewOrder {
    /// The picture.
    pub id: RequestId,
    /// The detector that its first result is compared with.
    pub compare_with: Option<String>,
}

/// The pictures in the order in which they came, and the one that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    items: Vec<Item>,
    selected: Option<RequestId>,
    next_id: u32,
    /// The picture that is being judged again. Its steps are not part of the picture, whose result
    /// would be drawn anew with each.
    reviewed: Option<(RequestId, Option<Step>)>,
    /// The pictures whose results have maps, the latest last.
    with_maps: VecDeque<RequestId>,
}

impl Queue {
    /// The pictures.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The picture called `id`.
    pub fn item(&self, id: RequestId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The picture that is shown.
    pub fn selected(&self) -> Option<&Item> {
        self.selected.and_then(|id| self.item(id))
    }

    /// The picture that the worker has.
    pub fn running(&self) -> Option<&Item> {
        let is_judged = |item: &&Item| matches!(item.state, ItemState::Running(_));
        match self.reviewed {
            Some((id, _)) => self.item(id),
            None => self.items.iter().find(is_judged),
        }
    }

    /// What the worker does with it.
    pub fn work(&self) -> Option<Work> {
        match (self.reviewed, &self.running()?.state) {
            (Some((_, step)), _) => Some(Work::Reviewing(step)),
            (None, ItemState::Running(step)) => Some(Work::Judging(*step)),
            (None, _) => None,
        }
    }

    /// Whether this picture is being judged again.
    pub fn is_reviewed(&self, id: RequestId) -> bool {
        self.reviewed.is_some_and(|(reviewed, _)| reviewed == id)
    }

    /// Whether a picture waits to be judged or to be judged again.
    pub fn is_waiting(&self) -> bool {
        let waits = |item: &Item| item.state == ItemState::Waiting || item.review == Review::Due;
        self.items.iter().any(waits)
    }

    /// Number of pictures with a result or an error.
    pub fn settled(&self) -> usize {
        let settled =
            |item: &&Item| matches!(item.state, ItemState::Done(..) | ItemState::Failed(..));
        self.items.iter().filter(settled).count()
    }

    /// Adds a picture at the end; the first one is shown at once.
    pub fn add(&mut self, name: String, bytes: u64, url: String) -> RequestId {
        let id = RequestId(self.next_id);
        self.next_id += 1;
        self.items.push(Item::new(id, name, bytes, url));
        self.selected.get_or_insert(id);
        id
    }

    /// Takes a picture out and returns it; its neighbour is shown in its place.
    pub fn remove(&mut self, id: RequestId) -> Option<Item> {
        let position = self.items.iter().position(|item| item.id == id)?;
        let removed = self.items.remove(position);
        self.with_maps.retain(|&other| other != id);
        self.reviewed.take_if(|(reviewed, _)| *reviewed == id);
        if self.selected == Some(id) {
            let neighbour = self.items.get(position).or_else(|| self.items.last());
            self.selected = neighbour.map(|item| item.id);
        }
        Some(removed)
    }

    /// Shows a picture.
    pub fn select(&mut self, id: RequestId) {
        if self.item(id).is_some() {
            self.selected = Some(id);
        }
    }

    /// Puts a picture back in line.
    pub fn retry(&mut self, id: RequestId) {
        self.set(id, ItemState::Waiting);
    }

    /// Lays a manifest store beside a picture, or takes it away, and returns the one that was there;
    /// the picture is judged anew.
    pub fn lay_beside(&mut self, id: RequestId, sidecar: Option<Sidecar>) -> Option<Sidecar> {
        let is_running = self.running().is_some_and(|item| item.id == id);
        let item = self.item_mut(id)?;
        let before = std::mem::replace(&mut item.sidecar, sidecar);
        item.is_outdated = is_running;
        if !is_running {
            self.retry(id);
        }
        before
    }

    /// Keeps the small pictures that a picture's credentials have.
    pub fn keep_thumbnails(&mut self, id: RequestId, thumbnails: Thumbnails) {
        if let Some(item) = self.item_mut(id) {
            item.thumbnails = thumbnails;
        }
    }

    /// Expects the thorough detector's word on a result.
    pub fn expect_review(&mut self, id: RequestId) {
        if let Some(item) = self.item_mut(id)
            && matches!(item.state, ItemState::Done(..))
        {
            item.review = Review::Due;
        }
    }

    /// Marks a result whose review is due as being reviewed, the shown one first; `None` while
    /// another picture runs.
    pub fn start_review(&mut self) -> Option<ReviewOrder> {
        if self.running().is_some() {
            return None;
        }
        let is_due = |item: &&Item| item.review == Review::Due;
        let shown = self.selected().filter(is_due);
        let item = shown.or_else(|| self.items.iter().find(is_due))?;
        let compare_with = match &item.state {
            ItemState::Done(_, Some(second)) => Some(second.report.detector.clone()),
            _ => None,
        };
        let id = item.id;
        self.reviewed = Some((id, None));
        Some(ReviewOrder { id, compare_with })
    }

    /// Marks the next waiting picture as running and returns its name; `None` while another one
    /// runs, because the worker takes one at a time.
    pub fn start_next(&mut self) -> Option<RequestId> {
        if self.running().is_some() {
            return None;
        }
        let waiting = self
            .items
            .iter_mut()
            .find(|item| item.state == ItemState::Waiting)?;
        waiting.state = ItemState::Running(None);
        Some(waiting.id)
    }

    /// Notes the step of a running picture.
    pub fn progress(&mut self, id: RequestId, step: Step) {
        if self.running().is_none_or(|item| item.id != id) {
            return;
        }
        match &mut self.reviewed {
            Some((_, now)) => *now = Some(step),
            None => self.set(id, ItemState::Running(Some(step))),
        }
    }

    /// Notes the result of a picture, and that of a second detector.
    ///
    /// A second detector that failed is told as part of the result, so that it does not cost
    /// the first one's verdict. Nor does a review that failed.
    /// A result of what has changed since is dropped, and the picture put back in line.
    pub fn finish(&mut self, id: RequestId, first: Analysis, second: Option<Analysis>) {
        if self.item(id).is_some_and(|item| item.is_outdated) {
            self.ends_review(id);
            self.set(id, ItemState::Waiting);
            return;
        }
        if self.ends_review(id) {
            if let Some(message) = first.report.error.clone() {
                self.set_review(id, Review::Failed(message));
            } else {
                self.replace(id, first, second);
                self.spare_maps(id);
            }
            return;
        }
        let state = match first.report.error.clone() {
            Some(message) => ItemState::Failed(message, Some(first.into())),
            None => ItemState::Done(first.into(), second.map(Finished::from)),
        };
        self.set(id, state);
        self.spare_maps(id);
    }

    /// Lets go of the maps of pictures that came long before the one called `id`, so that a list of
    /// hundreds does not grow with each by megabytes. Their reports stay.
    fn spare_maps(&mut self, id: RequestId) {
        self.with_maps.retain(|&other| other != id);
        self.with_maps.push_back(id);
        if self.with_maps.len() <= KEPT_MAPS {
            return;
        }
        // What is shown keeps its maps, and is the latest again.
        let oldest = self.with_maps.pop_front();
        let oldest = match oldest {
            Some(oldest) if self.selected == Some(oldest) => {
                self.with_maps.push_back(oldest);
                self.with_maps.pop_front()
            }
            other => other,
        };
        let item = oldest.and_then(|oldest| self.item_mut(oldest));
        if let Some(item) = item {
            match &mut item.state {
                ItemState::Done(first, second) => {
                    first.spare_maps();
                    if let Some(second) = second {
                        second.spare_maps();
                    }
                }
                ItemState::Failed(_, Some(analysis)) => analysis.spare_maps(),
                _ => {}
            }
            if let Review::After(quick) = &mut item.review {
                quick.spare_maps();
            }
        }
    }

    /// Notes when a picture was judged.
    pub fn note_time(&mut self, id: RequestId, now: String) {
        if let Some(item) = self.item_mut(id) {
            item.checked_at = Some(now);
        }
    }

    /// Notes why a picture has no result, or none of the thorough detector.
    pub fn fail(&mut self, id: RequestId, message: String) {
        let is_outdated = self.item(id).is_some_and(|item| item.is_outdated);
        if self.ends_review(id) && !is_outdated {
            self.set_review(id, Review::Failed(message));
        } else {
            self.set(id, ItemState::Failed(message, None));
        }
    }

    fn item_mut(&mut self, id: RequestId) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.id == id)
    }

    fn set(&mut self, id: RequestId, state: ItemState) {
        if let Some(item) = self.item_mut(id) {
            item.is_outdated &= matches!(state, ItemState::Running(_));
            item.state = state;
            item.review = Review::None;
        }
    }

    fn ends_review(&mut self, id: RequestId) -> bool {
        let ended = self.reviewed.take_if(|(reviewed, _)| *reviewed == id);
        ended.is_some()
    }

    fn set_review(&mut self, id: RequestId, review: Review) {
        if let Some(item) = self.item_mut(id) {
            item.review = review;
        }
    }

    /// Puts the thorough detector's result in the place of the quick one's, which is kept.
    fn replace(&mut self, id: RequestId, first: Analysis, second: Option<Analysis>) {
        if let Some(item) = self.item_mut(id) {
            let state = ItemState::Done(first.into(), second.map(Finished::from));
            if let ItemState::Done(quick, _) = std::mem::replace(&mut item.state, state) {
                item.review = Review::After(quick);
            }
        }
    }
}

#[cfg(test)]
mod tests;
