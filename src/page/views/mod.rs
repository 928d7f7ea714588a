//! The classic view that is shown: what was asked for and what became of it.

pub mod camera;

use spectrafide_views::View;

use crate::protocol::{RequestId, ViewHeader, ViewOrder};

/// What became of an order.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewState {
    /// The worker has something else to do.
    Waiting,
    /// The worker computes it: the share that is done, from 0 to 1.
    Running(f32),
    /// It is there.
    Done(ViewHeader),
    /// There is none, for the reason given as a sentence.
    Failed(String),
}

/// The last order and what became of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Views {
    /// Whether the panel is open, whichever picture is shown.
    pub is_open: bool,
    order: Option<(ViewOrder, ViewState)>,
    last: Option<View>,
    next_number: u32,
}

impl Views {
    /// Asks for a view of a picture; what was asked for before is nobody's wish any more.
    pub fn ask(&mut self, id: RequestId, view: View) {
        let number = self.next_number;
        self.next_number += 1;
        let order = ViewOrder { id, number, view };
        self.order = Some((order, ViewState::Waiting));
        self.last = Some(view);
    }

    /// The view that was asked for last, of whichever picture, or the first of all.
    pub fn last(&self) -> View {
        let [first, ..] = View::all();
        self.last.unwrap_or(first)
    }

    /// The view of a picture that was asked for, and what became of it.
    pub fn of(&self, id: RequestId) -> Option<(View, &ViewState)> {
        let (order, state) = self.order.as_ref()?;
        (order.id == id).then_some((order.view, state))
    }

    /// The order that the worker has not been given yet.
    pub fn waiting(&self) -> Option<ViewOrder> {
        let (order, state) = self.order.as_ref()?;
        (*state == ViewState::Waiting).then_some(*order)
    }

    /// Notes what became of the order of this `number`; of an earlier one nothing is noted.
    pub fn note(&mut self, number: u32, now: ViewState) -> bool {
        match &mut self.order {
            Some((order, state)) if order.number == number => {
                *state = now;
                true
            }
            _ => false,
        }
    }

    /// Notes that the worker has ended while it had the order.
    pub fn stop(&mut self, message: String) {
        if let Some((_, state @ ViewState::Running(_))) = &mut self.order {
            *state = ViewState::Failed(message);
        }
    }

    /// Forgets a picture.
    pub fn forget(&mut self, id: RequestId) {
        self.order.take_if(|(order, _)| order.id == id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: RequestId = RequestId(1);
    const B: RequestId = RequestId(2);

    #[test]
    fn the_answer_to_an_earlier_order_is_not_shown() {
        let mut views = Views::default();
        let [first, second] = [View::all()[0], View::all()[1]];
        views.ask(A, first);
        let early = views.waiting().expect("an order");
        assert!(views.note(early.number, ViewState::Running(0.0)));
        assert_eq!(views.waiting(), None);
        views.ask(A, second);
        let late = views.waiting().expect("another order");
        assert!(!views.note(early.number, ViewState::Running(0.9)));
        assert!(!views.note(early.number, ViewState::Failed("late".to_owned())));
        assert_eq!(views.of(A), Some((second, &ViewState::Waiting)));
        assert!(views.note(late.number, ViewState::Running(0.5)));
    }

    #[test]
    fn a_view_belongs_to_its_picture() {
        let mut views = Views::default();
        views.ask(A, View::all()[0]);
        assert_eq!(views.of(B), None);
        views.forget(B);
        assert!(views.of(A).is_some());
        views.forget(A);
        assert_eq!(views.of(A), None);
        assert_eq!(views.last(), View::all()[0]);
    }

    /// One that waits is computed by the next worker.
    #[test]
    fn only_what_the_worker_had_ends_with_it() {
        let mut views = Views::default();
        views.ask(A, View::all()[0]);
        views.stop("stopped".to_owned());
        let order = views.waiting().expect("still waiting");
        views.note(order.number, ViewState::Running(0.2));
        views.stop("stopped".to_owned());
        let failed = ViewState::Failed("stopped".to_owned());
        assert_eq!(views.of(A).map(|(_, state)| state), Some(&failed));
    }
}
