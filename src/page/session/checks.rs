//! What the session does for checks of whether a verdict holds.

use leptos::prelude::*;

use super::Session;
use crate::page::checks::Checks;
use crate::page::state::ItemState;
use crate::protocol::{Event, Examination, RequestId};

impl Session {
    /// Checks whether the verdict on a picture holds on copies of it.
    pub fn check(self, id: RequestId) {
        let result = self
            .queue
            .with_untracked(|queue| match &queue.item(id)?.state {
                ItemState::Done(first, _) => Some(first.clone()),
                _ => None,
            });
        if let Some(result) = result {
            self.checks.update(|checks| checks.ask(id, &result.report));
            self.pump();
        }
    }

    /// Takes in what the worker says of a check; whether it was about one.
    pub(super) fn hear_check(self, event: &Event) {
        match event {
            Event::CopyJudged { id, copy } => {
                self.checks
                    .update(|checks| checks.take_in(*id, copy.clone()));
            }
            Event::Examined { error, .. } => {
                self.checks.update(|checks| {
                    checks.end(error.clone());
                });
            }
            _ => {}
        }
    }

    /// Has the worker make the next check if one waits; it then has no time for pictures.
    pub(super) fn check_if_due(self) -> bool {
        let next = self.checks.try_update(|checks| {
            let (id, check) = checks.start_next()?;
            Some((id, check.detector.clone(), check.effort))
        });
        let Some(Some((id, detector, effort))) = next else {
            return false;
        };
        let is_current =
            move |session: Self| session.checks.with_untracked(Checks::running) == Some(id);
        self.with_file(id, is_current, move |session, handed| match handed {
            Ok((client, bytes)) => {
                let examination = Examination { detector, effort };
                client.examine(id, examination, &bytes);
            }
            Err(message) => session.checks.update(|checks| {
                checks.end(Some(message));
            }),
        });
        true
    }
}
