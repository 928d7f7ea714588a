//! What the session does for explanations of verdicts.

use std::sync::Arc;

use leptos::prelude::*;

use super::Session;
use crate::page::client::ClientEvent;
use crate::page::explanations::{Explainable, Explained, Explanations, Outcome};
use crate::page::words::explanation as words;
use crate::protocol::{Event, NotExplained, RequestId, Way};

impl Session {
    /// Asks what a verdict rests on.
    pub fn explain(self, of: &Explainable, way: Way) {
        self.explanations
            .update(|explanations| explanations.ask(of, way));
        self.pump();
    }

    pub(super) fn forget_explanations(self, id: RequestId) {
        self.explanations
            .update(|explanations| explanations.forget(id));
    }

    /// Gives the worker an order about the picture that is shown. What is asked for next interrupts it.
    pub(super) fn explain_if_due(self) {
        let shown = self
            .queue
            .with_untracked(|queue| queue.selected().map(|item| item.id));
        let order = shown.and_then(|id| {
            self.explanations
                .try_update(|explanations| explanations.start_next(id))
                .flatten()
        });
        let Some(order) = order else {
            return;
        };
        let number = order.number;
        let is_current = move |session: Self| {
            session.explanations.with_untracked(Explanations::running) == Some(number)
        };
        self.with_file(order.id, is_current, move |session, handed| match handed {
            Ok((client, file)) => client.explain(order, &file),
            Err(message) => session.note_explained(number, Outcome::Failed(message)),
        });
    }

    pub(super) fn hear_of_explanations(self, event: &ClientEvent) {
        match event {
            ClientEvent::Worker(Event::ExplainProgress { number, share }) => {
                self.note_explained(*number, Outcome::Running(*share));
            }
            ClientEvent::Worker(Event::NotExplained { number, why }) => {
                let outcome = match why {
                    NotExplained::Interrupted => Outcome::Waiting,
                    NotExplained::Failed(message) => Outcome::Failed(message.clone()),
                };
                self.note_explained(*number, outcome);
            }
            ClientEvent::Explained {
                number,
                maps,
                found,
            } => {
                let explained = Explained {
                    maps: maps.clone(),
                    found: found.clone(),
                };
                self.note_explained(*number, Outcome::Done(Arc::new(explained)));
            }
            ClientEvent::Stopped { cause, .. } => {
                let message = words::stop(cause);
                self.explanations
                    .update(|explanations| explanations.stop(&message));
            }
            _ => {}
        }
    }

    /// Notes what became of an order, as tests of components do without a worker.
    pub fn note_explained(self, number: u32, outcome: Outcome) {
        self.explanations
            .update(|explanations| explanations.note(number, outcome));
    }
}
