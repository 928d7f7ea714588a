//! Maps between worker and page.

use crate::sample;
use spectrafide::browser::message::{buffer_of, values_of};
use spectrafide::protocol::maps::{join_maps, split_maps};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn maps_survive_the_journey_through_buffers() {
    let maps = sample::synthetic().maps;
    let (headers, values) = split_maps(maps.clone());
    let values = values
        .iter()
        .map(|values| values_of(&buffer_of(values)))
        .collect();
    assert_eq!(join_maps(&headers, values), Ok(maps));
}
