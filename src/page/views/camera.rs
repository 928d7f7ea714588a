//! Which part of a picture is seen, and how large.

/// The largest zoom.
const MOST: f64 = 32.0;

/// How much larger a step of the keyboard or a button makes things.
const STEP: f64 = 1.5;

/// How far the keyboard moves what is seen, as a share of the frame.
const MOVE: f64 = 0.1;

/// A zoom and a shift. Places are shares of the frame, which shows the whole picture at a zoom of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    zoom: f64,
    left: f64,
    top: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            zoom: 1.0,
            left: 0.0,
            top: 0.0,
        }
    }
}

impl Camera {
    /// Whether less than the whole picture is seen.
    pub fn is_zoomed(self) -> bool {
        self.zoom > 1.0
    }

    /// Zooms by `factor`, so that what is at this place stays there.
    pub fn zoomed(self, factor: f64, place: (f64, f64)) -> Self {
        self.pinched(factor, place, place)
    }

    /// Zooms by `factor`, so that what is at `from` comes to be at `to`.
    fn pinched(self, factor: f64, from: (f64, f64), to: (f64, f64)) -> Self {
        let zoom = (self.zoom * factor).clamp(1.0, MOST);
        let kept = |shift: f64, from: f64, to: f64| to - (from - shift) * zoom / self.zoom;
        Self {
            zoom,
            left: kept(self.left, from.0, to.0),
            top: kept(self.top, from.1, to.1),
        }
        .within()
    }

    /// Moves the picture by a share of the frame.
    pub fn moved(self, (x, y): (f64, f64)) -> Self {
        Self {
            left: self.left + x,
            top: self.top + y,
            ..self
        }
        .within()
    }

    /// What a key does, by its name in the browser; nothing where it does nothing here.
    pub fn key(self, key: &str) -> Option<Self> {
        let middle = (0.5, 0.5);
        Some(match key {
            "+" | "=" => self.zoomed(STEP, middle),
            "-" => self.zoomed(1.0 / STEP, middle),
            "0" => Self::default(),
            // The picture moves the other way than the eye. Unzoomed there is nothing to move, and the
            // page scrolls.
            _ if !self.is_zoomed() => return None,
            "ArrowLeft" => self.moved((MOVE, 0.0)),
            "ArrowRight" => self.moved((-MOVE, 0.0)),
            "ArrowUp" => self.moved((0.0, MOVE)),
            "ArrowDown" => self.moved((0.0, -MOVE)),
            _ => return None,
        })
    }

    /// The same as a value of CSS, for an element of the frame's size whose origin is its corner.
    pub fn css(self) -> String {
        let (left, top) = (self.left * 100.0, self.top * 100.0);
        format!("translate({left:.3}%, {top:.3}%) scale({:.4})", self.zoom)
    }

    /// Without empty space in the frame.
    fn within(self) -> Self {
        let kept = |shift: f64| shift.clamp(1.0 - self.zoom, 0.0);
        Self {
            left: kept(self.left),
            top: kept(self.top),
            ..self
        }
    }
}

/// The pointers that are down, at most two: one moves the picture, two zoom it, too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grip {
    fingers: Vec<(i32, (f64, f64))>,
}

impl Grip {
    /// A pointer comes down.
    pub fn down(&mut self, pointer: i32, place: (f64, f64)) {
        self.up(pointer);
        if self.fingers.len() < 2 {
            self.fingers.push((pointer, place));
        }
    }

    /// A pointer is lifted.
    pub fn up(&mut self, pointer: i32) {
        self.fingers.retain(|(other, _)| *other != pointer);
    }

    /// What `camera` shows once a pointer has moved to `place`.
    pub fn moved(&mut self, camera: Camera, pointer: i32, place: (f64, f64)) -> Camera {
        let before = self.fingers.clone();
        let Some(finger) = self.fingers.iter_mut().find(|(own, _)| *own == pointer) else {
            return camera;
        };
        let from = std::mem::replace(&mut finger.1, place);
        let by = (place.0 - from.0, place.1 - from.1);
        match (&before[..], &self.fingers[..]) {
            ([(_, a), (_, b)], [(_, c), (_, d)]) => {
                let distance = |a: &(f64, f64), b: &(f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
                let factor = distance(c, d).max(0.01) / distance(a, b).max(0.01);
                let middle = |a: &(f64, f64), b: &(f64, f64)| {
                    (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1))
                };
                camera.pinched(factor, middle(a, b), middle(c, d))
            }
            _ => camera.moved(by),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a share of the picture is seen.
    fn seen(camera: Camera, at: (f64, f64)) -> (f64, f64) {
        let Camera { zoom, left, top } = camera;
        (left + zoom * at.0, top + zoom * at.1)
    }

    fn are_near(a: (f64, f64), b: (f64, f64)) -> bool {
        (a.0 - b.0).hypot(a.1 - b.1) < 1e-9
    }

    #[test]
    fn zooming_keeps_what_is_below_the_pointer() {
        let pointer = (0.3, 0.8);
        let mut camera = Camera::default();
        for factor in [2.0, 3.0, 0.5] {
            camera = camera.zoomed(factor, pointer);
            assert!(are_near(seen(camera, pointer), pointer), "{camera:?}");
        }
        assert_eq!(camera.zoomed(0.001, pointer), Camera::default());
    }

    #[test]
    fn the_frame_is_always_full() {
        let camera = Camera::default().zoomed(4.0, (0.5, 0.5)).moved((9.0, -9.0));
        assert!(are_near(seen(camera, (0.0, 1.0)), (0.0, 1.0)));
        assert_eq!(Camera::default().moved((0.4, 0.4)), Camera::default());
    }

    #[test]
    fn keys_zoom_move_and_reset() {
        let whole = Camera::default();
        assert_eq!(whole.key("ArrowLeft"), None, "the page scrolls");
        assert_eq!(whole.key("Tab"), None);
        let near = whole.key("+").and_then(|camera| camera.key("+"));
        let near = near.expect("zoomed");
        assert!(near.is_zoomed());
        let right = near.key("ArrowRight").expect("moved");
        assert!(seen(right, (0.5, 0.5)).0 < seen(near, (0.5, 0.5)).0);
        assert_eq!(right.key("0"), Some(whole));
        assert_eq!(
            near.key("-").and_then(|camera| camera.key("-")),
            Some(whole)
        );
    }

    /// Fingers that move apart to twice their distance make everything twice as large.
    #[test]
    fn two_fingers_zoom_around_their_middle() {
        let mut grip = Grip::default();
        grip.down(1, (0.4, 0.5));
        grip.down(2, (0.6, 0.5));
        let camera = grip.moved(Camera::default(), 1, (0.3, 0.5));
        let camera = grip.moved(camera, 2, (0.7, 0.5));
        assert!(are_near(seen(camera, (0.4, 0.5)), (0.3, 0.5)), "{camera:?}");
        assert!(are_near(seen(camera, (0.6, 0.5)), (0.7, 0.5)), "{camera:?}");
        grip.up(2);
        let moved = grip.moved(camera, 1, (0.25, 0.5));
        assert!(are_near(seen(moved, (0.4, 0.5)), (0.25, 0.5)), "{moved:?}");
        // A pointer that is not down moves nothing.
        assert_eq!(grip.moved(moved, 7, (0.9, 0.9)), moved);
    }
}
