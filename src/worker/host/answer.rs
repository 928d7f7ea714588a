//! What the worker says to the page.

use js_sys::ArrayBuffer;

use crate::browser::scope;
use crate::protocol::Event;

/// Sends `event`.
pub fn say(event: &Event) {
    say_with(event, &[]);
}

/// Sends `event` and moves `buffers` with it.
pub fn say_with(event: &Event, buffers: &[ArrayBuffer]) {
    // Without a way to the page nobody is left to be told; its watchdog will notice.
    drop(scope::send(event, buffers));
}

/// Says that the worker cannot go on.
pub fn fatal(error: &dyn std::error::Error) {
    say(&Event::Fatal {
        message: error.to_string(),
    });
}
