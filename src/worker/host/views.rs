//! Classic views of a picture.

use spectrafide_picture::decode::Picture;
use spectrafide_views::{Fact, ViewImage, compute};

use super::answer::{say, say_with};
use super::decoding;
use super::jxl::JxlDecoder;
use crate::browser::message;
use crate::protocol::{Event, RequestId, ViewHeader, ViewOrder};

/// The picture of which views were asked for last, decoded.
#[derive(Default)]
pub struct Views {
    held: Option<(RequestId, Picture)>,
}

impl Views {
    /// Lets go of the picture.
    pub fn forget(&mut self) {
        self.held = None;
    }

    /// Computes a view of `file` and sends it, or why there is none.
    pub async fn show(&mut self, order: ViewOrder, file: &[u8], jxl: &mut JxlDecoder) {
        let number = order.number;
        let share = |share| say(&Event::ViewProgress { number, share });
        share(0.0);
        match self.compute(order, file, jxl, &share).await {
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

    async fn compute(
        &mut self,
        order: ViewOrder,
        file: &[u8],
        jxl: &mut JxlDecoder,
        share: &dyn Fn(f32),
    ) -> Result<((u32, u32), ViewImage), String> {
        let held = self.held.take().filter(|(id, _)| *id == order.id);
        let picture = match held {
            Some((_, picture)) => picture,
            None => decoding::decode(file, jxl, &|| ()).await?,
        };
        let (_, picture) = self.held.insert((order.id, picture));
        let pixels = &picture.pixels;
        let drawn = compute(&order.view, pixels, None, share).map_err(|error| error.to_string())?;
        Ok((pixels.dimensions(), drawn))
    }
}
