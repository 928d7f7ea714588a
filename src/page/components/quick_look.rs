//! The quick look: its box, and the offer of it after a long wait.

use leptos::prelude::*;

use crate::page::effort;
use crate::page::pair::Preference;
use crate::page::session::Session;
use crate::page::state::Finished;
use crate::page::words::quick_look as words;
use crate::protocol::Choice;

/// The box that chooses it for the pictures to come, where there is no quick detector.
#[component]
pub fn QuickLook(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let quick = Memo::new(move |_| session.choice.with(Choice::is_quick));
    // A quick detector is the better answer to a slow device, and one word for one thing.
    let has_quick_detector =
        Memo::new(move |_| session.engine.with(|engine| engine.pair.is_some()));
    view! {
        <Show when=move || !has_quick_detector.get()>
            <label class="choice__quick">
                <input
                    type="checkbox"
                    data-testid="quick-look"
                    prop:checked=quick
                    on:change:target=move |event| {
                        let quick = event.target().checked();
                        session.choice.update(|choice| choice.look_quickly(quick));
                    }
                />
                "Quick look: fewer parts, for slow devices"
            </label>
        </Show>
    }
}

/// Says after a long wait that the device is slow, and offers the quick detector for the next
/// pictures, or the quick look where there is none; nothing else of the result depends on how long it took.
#[component]
pub fn QuickLookOffer(
    /// What the page works on.
    session: Session,
    /// The results of one picture; the first that took long is spoken of.
    results: Vec<Finished>,
) -> impl IntoView {
    let offer = Memo::new(move |_| {
        session.engine.with(|engine| {
            if let Some(pair) = &engine.pair {
                let thorough = results.iter().map(|result| &result.report);
                let mut slow = thorough.filter(|report| effort::is_slow_for(report, pair));
                return slow.next().map(words::offer_detector);
            }
            results.iter().find_map(|result| {
                let report = &result.report;
                let parts = engine.detector(&report.detector)?.quick_parts;
                effort::would_help(report, parts).then(|| words::offer(report, parts))
            })
        })
    });
    let quick = Memo::new(move |_| session.choice.with(Choice::is_quick));
    let paired = Memo::new(move |_| session.engine.with(|engine| engine.pair.is_some()));
    let choose = move |_| {
        if paired.get() {
            session.prefer(Preference::Quick);
        } else {
            session.choice.update(|choice| choice.look_quickly(true));
        }
    };
    let button = move || {
        if paired.get() {
            "Use the quick detector"
        } else {
            "Use the quick look"
        }
    };
    move || {
        offer.get().map(|offer| {
            view! {
                <div class="offer offer--quick" data-testid="quick-look-offer" role="status">
                    {if quick.get() {
                        view! { <p>{words::CHOSEN}</p> }.into_any()
                    } else {
                        view! {
                            <p>{offer}</p>
                            <button class="button button--small" on:click=choose>
                                {button}
                            </button>
                        }
                        .into_any()
                    }}
                </div>
            }
        })
    }
}
