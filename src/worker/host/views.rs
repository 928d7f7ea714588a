//! Classic views of a picture.

use spectrafide_views::{Fact, ViewImage, compute};

use super::answer::{say, say_with};
use super::held::Held;
use super::jxl::JxlDecoder;
use crate::browser::message;
use crate::protocol::{Event, ViewHeader, ViewOrder};

/// Computes a view of `file` and sends it, or why there is none.
pub async fn show(order: ViewOrder, file: &[u8], held: &mut Held, jxl: &mut JxlDecoder) {
    let number = order.number;
    let share = |share| say(&Event::ViewProgress { number, share });
    share(0.0);
    match drawn(order, file, held, jxl, &share).await {
        Ok((picture_px, drawn)) => {
            let rgba = drawn.pixels.pixels().flat_map(|pixel| {
                let [red, green, blue] = pixel.0;
                [red, green, blue, u8::MAX]
            });
            let pixels = message::buffer_of_bytes(&rgba.collect::<Vec<u8>>());
            let header = ViewHeader {
                width: drawn.pixels.width(),
                height: drawn.pixels.height(),
                picture_px,
                area: drawn.area,
                cell_px: drawn.cell_px,
                facts: drawn.facts.iter().map(Fact::english).collect(),
            };
            say_with(&Event::Viewed { number, header }, &[pixels]);
        }
        Err(message) => say(&Event::NotViewed { number, message }),
    }
}

async fn drawn(
    order: ViewOrder,
    file: &[u8],
    held: &mut Held,
    jxl: &mut JxlDecoder,
    share: &dyn Fn(f32),
) -> Result<((u32, u32), ViewImage), String> {
    let (picture, _) = held.open(order.id, file, jxl).await?;
    let pixels = &picture.pixels;
    let drawn = compute(&order.view, pixels, None, share).map_err(|error| error.to_string())?;
    Ok((pixels.dimensions(), drawn))
}
