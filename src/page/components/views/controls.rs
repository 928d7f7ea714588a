//! Which view, and its parameters.

use leptos::prelude::*;
use spectrafide_views::{Parameter, ParameterKind, View};

use crate::page::session::Session;
use crate::page::words::views as words;
use crate::protocol::RequestId;

/// The list of views, and a slider or a list for each parameter of the one that is shown.
#[component]
pub fn Controls(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// The view that is shown.
    shown: Memo<Option<View>>,
) -> impl IntoView {
    let code = Memo::new(move |_| shown.get().map(|view| view.code()));
    let choose = move |code: String| {
        if let Some(view) = View::of_code(&code) {
            session.ask_for_view(id, view);
        }
    };
    view! {
        <div class="views__controls">
            <p class="field">
                <label class="field__label" for="view-choice">"View"</label>
                <select
                    id="view-choice"
                    class="field__select"
                    data-testid="view-choice"
                    on:change:target=move |event| choose(event.target().value())
                >
                    {View::all().map(|view| view! {
                        <option
                            value=view.code()
                            prop:selected=move || code.get() == Some(view.code())
                        >
                            {view.english().title}
                        </option>
                    })}
                </select>
            </p>
            // Drawn anew for another view only, so that a slider keeps the focus.
            {move || code.get().map(|_| {
                let parameters = shown.get_untracked().map(|view| view.parameters());
                let parameters = parameters.unwrap_or_default().into_iter();
                parameters
                    .map(|parameter| view! { <Control session id shown parameter /> })
                    .collect_view()
            })}
        </div>
    }
}

/// One parameter.
#[component]
fn Control(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// The view that is shown.
    shown: Memo<Option<View>>,
    /// The parameter as it was when the view was chosen.
    parameter: Parameter,
) -> impl IntoView {
    let Parameter { code, value, kind } = parameter;
    let now = Memo::new(move |_| {
        let parameters = shown.get().map(|view| view.parameters());
        let own = parameters
            .into_iter()
            .flatten()
            .find(|one| one.code == code);
        own.map_or(value, |own| own.value)
    });
    let set = move |text: String| {
        let view = shown.get_untracked();
        let changed = text.parse().ok().and_then(|value| view?.with(code, value));
        if let Some(view) = changed.filter(|changed| Some(*changed) != view) {
            session.ask_for_view(id, view);
        }
    };
    let name = format!("view-{code}");
    let label = words::parameter(code);
    match kind {
        ParameterKind::Number { least, most, step } => {
            // What the slider would set; the view is computed when it is let go.
            let pointed = RwSignal::new(value);
            Effect::new(move || pointed.set(now.get()));
            view! {
                <p class="field views__slider">
                    <label class="field__label" for=name.clone()>{label}</label>
                    <input
                        id=name.clone()
                        data-testid=name
                        type="range"
                        min=least
                        max=most
                        step=step
                        prop:value=move || now.get().to_string()
                        on:input:target=move |event| {
                            if let Ok(value) = event.target().value().parse() {
                                pointed.set(value);
                            }
                        }
                        on:change:target=move |event| set(event.target().value())
                    />
                    <output class="views__value">{pointed}</output>
                </p>
            }
            .into_any()
        }
        ParameterKind::Choice(codes) => view! {
            <p class="field">
                <label class="field__label" for=name.clone()>{label}</label>
                <select
                    id=name.clone()
                    class="field__select"
                    data-testid=name
                    on:change:target=move |event| set(event.target().value())
                >
                    {(0_u32..).zip(codes.iter().copied()).map(|(place, code)| view! {
                        <option
                            value=place.to_string()
                            prop:selected=move || now.get() == place
                        >
                            {words::choice(code)}
                        </option>
                    }).collect_view()}
                </select>
            </p>
        }
        .into_any(),
    }
}
