//! Files of every kind: what is found in them, and what must not be.

mod badly_written;
mod camera_and_history;
mod comfyui;
mod field_cases;
mod fixtures;
mod generators;
mod hostile;
mod jpeg_xl;
mod labels;
mod manifests;
mod stealth;
mod support;
mod watermark;
mod wrong_places;
