//! A view over its picture: zoomed and moved together, with a divider between them.

use js_sys::ArrayBuffer;
use leptos::html;
use leptos::prelude::*;

use crate::browser::{canvas, pointer};
use crate::page::views::camera::{Camera, Grip};
use crate::page::words::views as words;
use crate::protocol::ViewHeader;

/// How much a turn of the wheel zooms.
const WHEEL: f64 = 1.2;

/// The frame with its buttons.
#[component]
pub fn Frame(
    /// Red, green, blue, alpha, row by row.
    pixels: Option<ArrayBuffer>,
    /// The view's name.
    title: &'static str,
    /// The file's name.
    name: String,
    /// Where the picture is.
    url: String,
    /// All but the pixels.
    header: ViewHeader,
) -> impl IntoView {
    let camera = RwSignal::new(Camera::default());
    let divider = RwSignal::new(0.0_f64);
    let is_map = header.cell_px.is_some();
    let transform = move || camera.get().css();
    let placed = place(&header);
    let (width, height) = if is_map {
        header.picture_px
    } else {
        (header.width, header.height)
    };
    let node = NodeRef::<html::Canvas>::new();
    let pixels = StoredValue::new_local(pixels);
    let columns = header.width;
    Effect::new(move || {
        if let Some(element) = node.get() {
            pixels.with_value(|pixels| {
                if let Some(pixels) = pixels {
                    // A canvas that cannot be drawn on stays empty; its description remains.
                    drop(canvas::paint_buffer(&element, columns, pixels));
                }
            });
        }
    });
    view! {
        <Lens camera label=format!("{title} of {name}") size=(width, height)>
            {is_map.then(|| view! {
                <img class="viewer__layer viewer__picture" style:transform=transform src=url alt="" />
            })}
            <div
                class="viewer__clip"
                style:clip-path=move || format!("inset(0 0 0 {:.2}%)", divider.get())
            >
                <div class="viewer__layer" style:transform=transform>
                    <canvas
                        node_ref=node
                        class="viewer__view"
                        style=placed
                        data-testid="view"
                        role="img"
                        aria-label=title
                    ></canvas>
                </div>
            </div>
        </Lens>
        <div class="viewer__controls">
            {is_map.then(|| view! {
                <p class="field views__slider">
                    <label class="field__label" for="view-divider">"Original from the left"</label>
                    <input
                        id="view-divider"
                        type="range"
                        min="0"
                        max="100"
                        data-testid="view-divider"
                        prop:value=move || divider.get().to_string()
                        on:input:target=move |event| {
                            if let Ok(value) = event.target().value().parse() {
                                divider.set(value);
                            }
                        }
                    />
                </p>
            })}
            {[("+", "Zoom in"), ("-", "Zoom out"), ("0", "Whole")].map(|(key, label)| view! {
                <button
                    class="button button--small"
                    on:click=move |_| camera.update(|camera| {
                        *camera = camera.key(key).unwrap_or(*camera);
                    })
                >
                    {label}
                </button>
            })}
            <p class="viewer__keys">{words::KEYS}</p>
        </div>
    }
}

/// What is zoomed and moved by mouse, touch and keyboard.
#[component]
fn Lens(
    /// What is seen.
    camera: RwSignal<Camera>,
    /// What it shows, for those who cannot see it.
    label: String,
    /// The sides of what is shown, in pixels.
    size: (u32, u32),
    /// The layers.
    children: Children,
) -> impl IntoView {
    let grip = StoredValue::new(Grip::default());
    let lift = move |pointer: i32| grip.update_value(|grip| grip.up(pointer));
    let zoomed = Memo::new(move |_| camera.read().is_zoomed());
    let sides = format!("--width: {}; --height: {}", size.0, size.1);
    view! {
        <div
            class="viewer"
            class:viewer--zoomed=move || zoomed.get()
            style=sides
            data-testid="viewer"
            role="group"
            aria-label=label
            tabindex="0"
            on:keydown=move |event| {
                if event.ctrl_key() || event.meta_key() || event.alt_key() {
                    return;
                }
                if let Some(next) = camera.get_untracked().key(&event.key()) {
                    event.prevent_default();
                    camera.set(next);
                }
            }
            on:wheel=move |event| {
                // Without Ctrl the wheel scrolls the page, as everywhere.
                if event.ctrl_key() && let Some(place) = pointer::place(&event) {
                    event.prevent_default();
                    let factor = if event.delta_y() < 0.0 { WHEEL } else { 1.0 / WHEEL };
                    camera.update(|camera| *camera = camera.zoomed(factor, place));
                }
            }
            on:pointerdown=move |event| {
                if let Some(place) = pointer::place(&event) {
                    pointer::capture(&event);
                    grip.update_value(|grip| grip.down(event.pointer_id(), place));
                }
            }
            on:pointermove=move |event| {
                if let Some(place) = pointer::place(&event) {
                    let now = camera.get_untracked();
                    let next = grip
                        .try_update_value(|grip| grip.moved(now, event.pointer_id(), place));
                    if let Some(next) = next.filter(|next| *next != now) {
                        camera.set(next);
                    }
                }
            }
            on:pointerup=move |event| lift(event.pointer_id())
            on:pointercancel=move |event| lift(event.pointer_id())
        >
            {children()}
        </div>
    }
}

/// Where the view lies over the picture, as CSS; a chart fills the frame.
fn place(header: &ViewHeader) -> String {
    let Some(cell) = header.cell_px else {
        return "left: 0; top: 0; width: 100%; height: 100%".to_owned();
    };
    let (width, height) = header.picture_px;
    let share = |length: u32, of: u32| 100.0 * f64::from(length) / f64::from(of.max(1));
    format!(
        "left: {:.4}%; top: {:.4}%; width: {:.4}%; height: {:.4}%",
        share(header.area.x_px, width),
        share(header.area.y_px, height),
        share(header.width * cell, width),
        share(header.height * cell, height),
    )
}
