//! The binding: plain data in, plain data out. Decides nothing.

use crate::lab;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// The lab, as JS sees it.
#[wasm_bindgen]
#[derive(Default)]
pub struct Lab(lab::Lab);

#[wasm_bindgen]
impl Lab {
    /// Starts with the default configuration and no check.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Lab {
        std::panic::set_hook(Box::new(tell_panic));
        Lab::default()
    }

    /// Carries out a command and answers with events.
    ///
    /// # Errors
    /// If `command` is none of the protocol; the message says what is wrong with it.
    pub fn handle(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Command")] command: JsValue,
    ) -> Result<Events, js_sys::Error> {
        let command = serde_wasm_bindgen::from_value(command).map_err(into_error)?;
        let events = self.0.handle(command);
        let events = events.serialize(&serde_wasm_bindgen::Serializer::new()).map_err(into_error)?;
        Ok(events.unchecked_into())
    }
}

#[wasm_bindgen]
extern "C" {
    /// `Event[]`
    #[wasm_bindgen(typescript_type = "Event[]")]
    pub type Events;
}

fn into_error(error: serde_wasm_bindgen::Error) -> js_sys::Error {
    js_sys::Error::new(&format!("That is not a command of the lab: {error}."))
}

/// Leaves the message where the worker finds it, as a panic reaches JS only as a trap.
fn tell_panic(info: &std::panic::PanicHookInfo<'_>) {
    console_error_panic_hook::hook(info);
    let _ = js_sys::Reflect::set(&js_sys::global(), &"paxosLabPanic".into(), &info.to_string().into());
}
