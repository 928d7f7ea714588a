//! The queue of pictures and what is known about each, as plain types.

use std::ops::Deref;
use std::sync::Arc;

use spectrafide_report::report::Analysis;

use crate::protocol::{RequestId, Step};

/// A result that is shared, not copied; two are equal when they are the same one, so that
/// comparing states never compares the values of maps.
#[derive(Clone, Debug)]
pub struct Finished(Arc<Analysis>);

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
}

/// The pictures in the order in which they came, and the one that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    items: Vec<Item>,
    selected: Option<RequestId>,
    next_id: u32,
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
        self.items
            .iter()
            .find(|item| matches!(item.state, ItemState::Running(_)))
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
        self.items.push(Item {
            id,
            name,
            bytes,
            url,
            state: ItemState::Waiting,
        });
        self.selected.get_or_insert(id);
        id
    }

    /// Takes a picture out and returns it; its neighbour is shown in its place.
    pub fn remove(&mut self, id: RequestId) -> Option<Item> {
        let position = self.items.iter().position(|item| item.id == id)?;
        let removed = self.items.remove(position);
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
        if self.running().is_some_and(|item| item.id == id) {
            self.set(id, ItemState::Running(Some(step)));
        }
    }

    /// Notes the result of a picture, and that of a second detector.
    ///
    /// A second detector that failed is told as part of the result, so that it does not cost
    /// the first one's verdict.
    pub fn finish(&mut self, id: RequestId, first: Analysis, second: Option<Analysis>) {
        let state = match first.report.error.clone() {
            Some(message) => ItemState::Failed(message, Some(first.into())),
            None => ItemState::Done(first.into(), second.map(Finished::from)),
        };
        self.set(id, state);
    }

    /// Notes why a picture has no result.
    pub fn fail(&mut self, id: RequestId, message: String) {
        self.set(id, ItemState::Failed(message, None));
    }

    fn set(&mut self, id: RequestId, state: ItemState) {
        if let Some(item) = self.items.iter_mut().find(|item| item.id == id) {
            item.state = state;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    fn three() -> (Queue, [RequestId; 3]) {
        let mut queue = Queue::default();
        let ids = ["a", "b", "c"].map(|name| queue.add(name.to_owned(), 1, String::new()));
        (queue, ids)
    }

    #[test]
    fn pictures_run_one_at_a_time_in_their_order() {
        let (mut queue, [a, b, _]) = three();
        assert_eq!(queue.start_next(), Some(a));
        assert_eq!(queue.start_next(), None);
        queue.finish(a, sample::synthetic(), None);
        assert_eq!(queue.start_next(), Some(b));
        assert_eq!(queue.settled(), 1);
    }

    #[test]
    fn the_first_picture_is_shown_and_later_ones_do_not_push_it_away() {
        let (mut queue, [a, b, _]) = three();
        assert_eq!(queue.selected().map(|item| item.id), Some(a));
        queue.select(b);
        queue.finish(a, sample::real(), None);
        assert_eq!(queue.selected().map(|item| item.id), Some(b));
    }

    #[test]
    fn removing_the_shown_picture_shows_its_neighbour() {
        let (mut queue, [a, b, c]) = three();
        queue.select(b);
        queue.remove(b);
        assert_eq!(queue.selected().map(|item| item.id), Some(c));
        queue.remove(c);
        assert_eq!(queue.selected().map(|item| item.id), Some(a));
        queue.remove(a);
        assert!(queue.selected().is_none());
        assert!(queue.remove(a).is_none());
    }

    #[test]
    fn a_report_with_an_error_is_a_failure_and_can_be_tried_again() {
        let (mut queue, [a, ..]) = three();
        queue.start_next();
        queue.finish(a, sample::failed(), None);
        assert_eq!(queue.item(a).map(|item| item.state.name()), Some("failed"));
        queue.retry(a);
        assert_eq!(queue.start_next(), Some(a));
    }

    #[test]
    fn a_second_detector_that_fails_does_not_cost_the_first_result() {
        let (mut queue, [a, ..]) = three();
        queue.start_next();
        queue.finish(a, sample::real(), Some(sample::failed()));
        let Some(ItemState::Done(first, Some(second))) = queue.item(a).map(|item| &item.state)
        else {
            panic!("the first result is gone");
        };
        assert_eq!(first.report, sample::real().report);
        assert!(second.report.error.is_some());
    }

    #[test]
    fn late_news_about_a_picture_that_does_not_run_is_ignored() {
        let (mut queue, [a, b, _]) = three();
        queue.start_next();
        queue.progress(b, Step::Infer);
        assert_eq!(queue.item(b).map(|item| item.state.name()), Some("waiting"));
        queue.progress(a, Step::Infer);
        let expected = ItemState::Running(Some(Step::Infer));
        assert_eq!(queue.item(a).map(|item| item.state.clone()), Some(expected));
    }

    #[test]
    fn names_are_never_used_twice() {
        let (mut queue, [_, _, c]) = three();
        queue.remove(c);
        assert_ne!(queue.add("d".to_owned(), 1, String::new()), c);
    }
}
