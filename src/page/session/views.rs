//! What the session does with classic views.

use js_sys::ArrayBuffer;
use leptos::prelude::*;
use spectrafide_views::View;

use super::Session;
use crate::page::client::ClientEvent;
use crate::page::views::{ViewState, Views};
use crate::page::words::views as words;
use crate::protocol::{Event, RequestId};

/// What cannot leave the page's thread.
#[derive(Default)]
pub(super) struct Work {
    /// The number of the order that the worker, or the file on its way to it, is busy with.
    busy_with: Option<u32>,
    /// The pixels of the view that is done.
    pixels: Option<ArrayBuffer>,
}

impl Session {
    /// Asks for a classic view of a picture.
    pub fn ask_for_view(self, id: RequestId, view: View) {
        self.views.update(|views| views.ask(id, view));
        self.pump();
    }

    /// The pixels of the view that is done.
    pub fn view_pixels(self) -> Option<ArrayBuffer> {
        self.link.with_value(|link| link.views.pixels.clone())
    }

    /// Shows a view without a worker, as tests of components do.
    pub fn show_view(self, number: u32, state: ViewState, pixels: Option<ArrayBuffer>) {
        self.link.update_value(|link| link.views.pixels = pixels);
        self.views.update(|views| {
            views.note(number, state);
        });
    }

    pub(super) fn is_viewing(self) -> bool {
        self.link.with_value(|link| link.views.busy_with.is_some())
    }

    pub(super) fn forget_views(self, id: RequestId) {
        self.views.update(|views| views.forget(id));
    }

    /// Gives the worker an order that waits; whether there was one.
    pub(super) fn view_if_due(self) -> bool {
        let Some(order) = self.views.with_untracked(Views::waiting) else {
            return false;
        };
        let number = order.number;
        self.link
            .update_value(|link| link.views.busy_with = Some(number));
        self.views.update(|views| {
            views.note(number, ViewState::Running(0.0));
        });
        let is_current = move |session: Self| {
            let busy_with = session.link.with_value(|link| link.views.busy_with);
            busy_with == Some(number)
        };
        self.with_file(order.id, is_current, move |session, handed| match handed {
            Ok((client, file)) => client.view(order, &file),
            Err(message) => {
                session.free();
                session.show_view(number, ViewState::Failed(message), None);
            }
        });
        true
    }

    pub(super) fn hear_of_views(self, event: &ClientEvent) {
        match event {
            ClientEvent::Worker(Event::ViewProgress { number, share }) => {
                self.views.update(|views| {
                    views.note(*number, ViewState::Running(*share));
                });
            }
            ClientEvent::Worker(Event::NotViewed { number, message }) => {
                self.free();
                self.show_view(*number, ViewState::Failed(message.clone()), None);
            }
            ClientEvent::Viewed {
                number,
                header,
                pixels,
            } => {
                self.free();
                let done = ViewState::Done(header.clone());
                self.show_view(*number, done, Some(pixels.clone()));
            }
            ClientEvent::Stopped { cause, .. } => {
                self.free();
                self.views.update(|views| views.stop(words::stop(cause)));
            }
            _ => {}
        }
    }

    fn free(self) {
        self.link.update_value(|link| link.views.busy_with = None);
    }
}
